import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from '../../src/markdown/Markdown.tsx'

afterEach(cleanup)

const html = (text: string, streaming = false) =>
  render(<Markdown text={text} streaming={streaming} />).container.firstElementChild?.innerHTML ?? ''

test('[K18] draws headings, paragraphs, lists, quotes and rules', () => {
  expect(html('# One\n\ntext *soft* and **loud** `code`\n\n- a\n- b\n\n> said\n\n---')).toBe(
    '<h3 data-level="1">One</h3><p>text <em>soft</em> and <strong>loud</strong> <code>code</code></p>' +
      '<ul dir="auto"><li>a</li><li>b</li></ul><blockquote dir="auto"><p>said</p></blockquote><hr>',
  )
})

test('[K18] draws nested and ordered lists and tasks', () => {
  expect(html('3. three\n   - inner\n4. four')).toBe(
    '<ol dir="auto" start="3"><li>three<ul dir="auto"><li>inner</li></ul></li><li>four</li></ol>',
  )
  expect(html('- [x] done')).toContain('data-task="done"')
})

test('[K18] another kind of marker begins another list', () => {
  expect(html('1. one\n\n- a\n- b')).toBe(
    '<ol dir="auto" start="1"><li>one</li></ol><ul dir="auto"><li>a</li><li>b</li></ul>',
  )
})

test('[K29] a list, a table, a quote and the footnotes have the direction of their words, so that their marks and columns stand where these begin', () => {
  const source = '1. أولًا\n   - first\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said[^n]\n\n[^n]: where'
  const { container } = render(<Markdown text={source} />)
  const blocks = [...container.querySelectorAll<HTMLElement>('ol, ul, table, blockquote')]
  expect(blocks.map(({ localName, dir }) => [localName, dir])).toEqual([
    ['ol', 'auto'],
    ['ul', 'auto'],
    ['table', 'auto'],
    ['blockquote', 'auto'],
    ['ol', 'auto'],
  ])
})

test('[K18] keeps code as it is and names its language', () => {
  const { container } = render(<Markdown text={'```ts\nconst a = "<b>"\n\n  **x**\n```'} />)
  expect(container.querySelector('code')?.textContent).toBe('const a = "<b>"\n\n  **x**')
  expect(container.querySelector('[data-sluice="code-language"]')?.textContent).toBe('ts')
})

test('[K18] draws tables with their alignment', () => {
  const { container } = render(<Markdown text={'| a | b |\n|:--|--:|\n| 1 | `x\\|y` |'} />)
  expect([...container.querySelectorAll('td')].map(cell => cell.textContent)).toEqual(['1', 'x|y'])
  expect(container.querySelectorAll('th')[1]?.style.textAlign).toBe('end')
})

test('[K19] raw HTML is text', () => {
  expect(html('<img src=x onerror=alert(1)> <script>alert(1)</script>')).toBe(
    '<p>&lt;img src=x onerror=alert(1)&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>',
  )
})

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,hi)',
  '[x](//evil.example)',
  '[x](vbscript:x)',
])('%s is no link', source => {
  expect(render(<Markdown text={source} />).container.querySelector('a')).toBeNull()
})

test('[K19] an image is not fetched but linked', () => {
  const { container } = render(<Markdown text="![secret](https://evil.example/?q=1)" />)
  expect(container.querySelector('img')).toBeNull()
  expect(container.querySelector('a')?.getAttribute('href')).toBe('https://evil.example/?q=1')
})

test('[K18] addresses become links without the full stop behind them', () => {
  const { container } = render(<Markdown text="See https://a.example/b." />)
  expect(container.querySelector('a')?.textContent).toBe('https://a.example/b')
  expect(container.textContent).toBe('See https://a.example/b.')
})

test('[K18] unfinished syntax at the end of streamed text is drawn as if it were finished', () => {
  expect(html('so **bold', true)).toBe('<p>so <strong>bold</strong></p>')
  expect(html('run `npm', true)).toBe('<p>run <code>npm</code></p>')
  expect(html('see [docs](https://exa', true)).toBe(
    '<p>see <span data-sluice="link-text" data-pending="">docs</span></p>',
  )
  expect(html('so **bold')).toBe('<p>so **bold</p>')
})

test('[K18] the end of text that was cut off is drawn as that of streaming text, and nothing more is expected', () => {
  const { container } = render(<Markdown text={'said\n\nso **bold'} cut />)
  const drawn = container.firstElementChild
  expect(drawn?.innerHTML).toBe('<p>said</p><p>so <strong>bold</strong></p>')
  expect(drawn?.getAttribute('data-markdown-status')).toBe('settled')
})

test('[K18] a delta leaves the elements of finished blocks in place', () => {
  const { container, rerender } = render(<Markdown text={'first\n\nsec'} streaming />)
  const [first] = container.querySelectorAll('p')
  rerender(<Markdown text={'first\n\nsecond\n\nthird'} streaming />)
  const paragraphs = container.querySelectorAll('p')
  expect(paragraphs[0]).toBe(first)
  expect([...paragraphs].map(paragraph => paragraph.textContent)).toEqual(['first', 'second', 'third'])
})
