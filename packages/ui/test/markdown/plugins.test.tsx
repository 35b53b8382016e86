import { cleanup, render, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from '../../src/markdown/Markdown.tsx'
import type { MarkdownPlugin } from '../../src/markdown/MarkdownPlugin.ts'
import { MarkdownScope } from '../../src/markdown/MarkdownScope.tsx'
import { math } from '../../src/math/index.ts'
import { readMath } from '../../src/math/readMath.ts'

afterEach(cleanup)

const formulas = [math]

/** The first formula loads KaTeX. */
const LOADING = { timeout: 15_000 }

test('[K20] formulas are drawn as MathML, in a line and in blocks', async () => {
  const text = 'Mean $\\bar{x}$ in \\(O(n)\\), not $5 or $6.\n\n$$\n= 1\n- 2\n$$\n\n```math\ny^2\n```'
  const { container } = render(<Markdown text={text} plugins={formulas} />)
  await waitFor(() => expect(container.querySelectorAll('math')).toHaveLength(4), LOADING)
  expect([...container.querySelectorAll('annotation')].map(({ textContent }) => textContent)).toEqual([
    '\\bar{x}',
    'O(n)',
    '= 1\n- 2',
    'y^2',
  ])
  expect(container.querySelectorAll('math[display="block"]')).toHaveLength(2)
  expect(container.textContent).toContain('not $5 or $6.')
})

test('[K20] a formula that cannot be read stays as it is written, and may not link or include anything', async () => {
  const text = 'A $\\frac{1$ b $\\unknown{x}$ c $\\href{javascript:alert(1)}{y}$ d $z$'
  const { container } = render(<Markdown text={text} plugins={formulas} />)
  await waitFor(() => expect(container.querySelector('math')).not.toBeNull(), LOADING)
  expect(container.querySelector('a, [href]')).toBeNull()
  expect(container.textContent).toContain('$\\frac{1$')
  expect(container.textContent).toContain('$\\unknown{x}$')
})

test.each([
  ['$x$', 'x', false],
  ['$$x$$', 'x', true],
  ['\\[ x \\]', 'x', true],
  ['\\(x\\)', 'x', false],
  ['$a\\$b$', 'a\\$b', false],
])('%j is a formula', (text, value, display) => {
  expect(readMath(text, 0)).toEqual({ value, display, end: text.length })
})

test.each(['$5 and $6', '$ x$', '$x $', '$x', '$$', '\\(x', '$1$2'])('%j is none', text => {
  expect(readMath(text, 0)).toBeNull()
})

const shout: MarkdownPlugin = {
  name: 'shout',
  languages: ['shout'],
  Component: ({ value, language, children }) =>
    value === 'no' ? children : <strong title={language}>{value.toUpperCase()}</strong>,
}

const plugins = [shout]

test('[K20] a plugin draws code of its language when its fence is closed, and leaves the rest alone', () => {
  const page = (text: string, streaming = false) => (
    <MarkdownScope plugins={plugins}>
      <Markdown text={text} streaming={streaming} />
    </MarkdownScope>
  )
  const { container, rerender } = render(page('```shout\nhel', true))
  expect(container.querySelector('strong')).toBeNull()
  expect(container.querySelector('code')?.textContent).toBe('hel')
  rerender(page('```shout\nhello\n```\n\n```shout\nno\n```'))
  expect(container.querySelector('strong')?.textContent).toBe('HELLO')
  expect(container.querySelector('code')?.textContent).toBe('no')
})
