import { cleanup, render, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { knownTokens } from '../../src/highlight/codeTokens.ts'
import { languageOf, loadGrammar } from '../../src/highlight/languages.ts'
import { tokenize } from '../../src/highlight/tokenize.ts'
import { Markdown } from '../../src/markdown/Markdown.tsx'

afterEach(cleanup)

const source = '// why\nconst a: string = "b"\nfunction go(x) { return x + 1 }'
const fenced = `\`\`\`ts\n${source}\n\`\`\``
const noPause = async () => {}

// The grammar is large: it is read and warm before a test looks at the clock.
await tokenize(source, 'typescript', () => loadGrammar('typescript'), noPause)

/** The first code loads the tokenizer. */
const LOADING = { timeout: 15_000 }

const kindsOf = (container: HTMLElement) =>
  Object.fromEntries(
    [...container.querySelectorAll<HTMLElement>('[data-token]')].map(span => [
      span.textContent,
      span.dataset.token,
    ]),
  )

test('[K20] code is plain while it grows and gets its colours when its fence is closed, without another text', async () => {
  const { container, rerender } = render(<Markdown text={fenced.slice(0, -4)} streaming />)
  const code = container.querySelector('code')
  expect(code?.childElementCount).toBe(0)
  rerender(<Markdown text={`${fenced}\n\nmore`} streaming />)
  await waitFor(() => expect(code?.childElementCount).toBeGreaterThan(0), LOADING)
  expect(container.querySelector('code')).toBe(code)
  expect(code?.textContent).toBe(source)
  expect(kindsOf(container)).toMatchObject({
    '// why': 'comment',
    const: 'keyword',
    '"b"': 'string',
    go: 'function',
    '1': 'constant',
  })
})

test('[K20] code that was drawn before has its colours at once', async () => {
  render(<Markdown text={fenced} />)
  await waitFor(() => expect(knownTokens('ts', source)).not.toBeNull(), LOADING)
  cleanup()
  const { container } = render(<Markdown text={fenced} />)
  expect(kindsOf(container)['// why']).toBe('comment')
})

test('[K20] a language that is not known stays plain', () => {
  expect(['constructor', 'brainfuck', ''].map(languageOf)).toEqual([null, null, null])
  expect(['TS', 'c++', 'golang'].map(languageOf)).toEqual(['typescript', 'cpp', 'go'])
})

test('[K20] code that is read in slices has the colours that it has at once', async () => {
  const line = 'const text = `a\nstill` + f("d") /* c */\n'
  const long = `${line.repeat(120)}/* a comment\n${'over many lines\n'.repeat(200)}*/\nconst after = 1`
  const tokens = await tokenize(long, 'typescript', () => loadGrammar('typescript'), noPause)
  const comment = tokens.filter(({ kind }) => kind === 'comment').at(-1)
  expect(tokens.at(-1)).toEqual({ start: long.length - 1, end: long.length, kind: 'constant' })
  expect(comment && long.slice(comment.start, comment.end)).toBe('*/')
  expect(tokens.every(({ start, end }) => start < end && end <= long.length)).toBe(true)
})
