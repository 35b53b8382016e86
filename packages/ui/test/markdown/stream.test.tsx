import { cleanup, render } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from '../../src/markdown/Markdown.tsx'

afterEach(cleanup)

const rootOf = (container: HTMLElement) => container.firstElementChild as HTMLElement

const html = (text: string, streaming = false) => {
  const { container, unmount } = render(<Markdown text={text} streaming={streaming} />)
  const { innerHTML } = rootOf(container)
  unmount()
  return innerHTML
}

const PARTS = [
  '# Title\n\n',
  'Some **bold** text and `code`.\n\n',
  '- one\n- two\n  - inner\n\n',
  '```ts\nconst a = 1\n```\n\n',
  '> quoted\n\n',
  '| a | b |\n|---|--:|\n| 1 | 2 |\n\n',
  '1. first\n2. second\n\n',
  '---\n\n',
  'See [it][ref].\n\n',
  '[ref]: https://a.example\n\n',
  '<b>html</b>\n\n',
  'A note[^1].\n\n',
  '[^1]: The note.\n\n',
]

const text = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 8 }).map(parts => parts.join(''))

test('[K18] a stream ends in the page that the whole text makes, and what is finished keeps its elements', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (source, size) => {
      const { container, rerender, unmount } = render(<Markdown text="" streaming />)
      const root = rootOf(container)
      let finished: Element[] = []
      for (let length = size; length < source.length + size; length += size) {
        const children = [...root.children].filter(child => child.tagName !== 'SECTION')
        rerender(<Markdown text={source.slice(0, length)} streaming />)
        // All but the two last: the one that is written, and a list that goes on when another item comes.
        finished = children.slice(0, -2)
        expect(finished.every((element, index) => root.children[index] === element)).toBe(true)
      }
      rerender(<Markdown text={source} />)
      expect(finished.every((element, index) => root.children[index] === element)).toBe(true)
      const streamed = root.innerHTML.replace(/_r_\w+_/g, 'id')
      unmount()
      expect(streamed).toBe(html(source).replace(/_r_\w+_/g, 'id'))
    }),
    { numRuns: 60 },
  )
})

test('[K18] elements are kept beyond the number of blocks that are drawn as one', () => {
  const paragraphs = (count: number) =>
    Array.from({ length: count }, (_, index) => `paragraph ${index}`).join('\n\n')
  const { container, rerender } = render(<Markdown text={paragraphs(30)} streaming />)
  const first = [...container.querySelectorAll('p')]
  rerender(<Markdown text={paragraphs(70)} streaming />)
  const second = [...container.querySelectorAll('p')]
  rerender(<Markdown text={paragraphs(70)} />)
  const third = [...container.querySelectorAll('p')]
  expect(second).toHaveLength(70)
  expect(first.every((element, index) => second[index] === element)).toBe(true)
  expect(second.every((element, index) => third[index] === element)).toBe(true)
})

test('[K18] a list, its items and the element of open code are kept while they grow', () => {
  const { container, rerender } = render(<Markdown text={'- one\n- tw'} streaming />)
  const items = [...container.querySelectorAll('li')]
  rerender(<Markdown text={'- one\n- two\n- three\n\n```ts\nconst'} streaming />)
  expect([...container.querySelectorAll('li')].slice(0, 2)).toEqual(items)
  expect(container.querySelectorAll('li')[0]).toBe(items[0])
  const code = container.querySelector('code')
  rerender(<Markdown text={'- one\n- two\n- three\n\n```ts\nconst a = 1\n```\n'} />)
  expect(container.querySelector('code')).toBe(code)
  expect(code?.textContent).toBe('const a = 1')
})

test('[K18] a definition that comes last makes links of the labels before it, in their elements', () => {
  const { container, rerender } = render(<Markdown text={'See [it] and [this][it].\n\nNext'} streaming />)
  const [first] = container.querySelectorAll('p')
  expect(container.querySelector('a')).toBeNull()
  rerender(<Markdown text={'See [it] and [this][it].\n\nNext\n\n[it]: https://a.example "A"\n'} streaming />)
  expect(container.querySelectorAll('p')[0]).toBe(first)
  expect([...container.querySelectorAll('a')].map(link => [link.textContent, link.href, link.title])).toEqual(
    [
      ['it', 'https://a.example/', 'A'],
      ['this', 'https://a.example/', 'A'],
    ],
  )
})

test('[K18] footnotes are numbered as they are named, drawn behind the text, and lead there and back', () => {
  const { container } = render(
    <Markdown text={'B[^b] a[^a] b[^b].\n\n[^a]: First[^c].\n[^b]: Second.\n[^c]: Third.\n[^d]: Unnamed.'} />,
  )
  const links = [...container.querySelectorAll<HTMLAnchorElement>('a[data-sluice="footnote-reference"]')]
  expect(links.map(link => link.textContent)).toEqual(['1', '2', '1', '3'])
  const notes = [...container.querySelectorAll<HTMLElement>('[data-sluice="footnotes"] li')]
  expect(notes.map(note => note.querySelector('p')?.firstChild?.textContent)).toEqual([
    'Second.',
    'First',
    'Third.',
  ])
  links[1]?.click()
  expect(document.activeElement).toBe(notes[1])
  notes[1]?.querySelector('button')?.click()
  expect(document.activeElement).toBe(links[1])
})

test.each([
  ['see [docs', 'see docs'],
  ['see [docs](https://exa', 'see docs'],
  ['see [docs][re', 'see docs'],
  ['an ![image', 'an Image: image'],
  ['so **bold', 'so bold'],
  ['so **', 'so '],
  ['so **bold*', 'so bold'],
  ['so ***both', 'so both'],
  ['~~gone', 'gone'],
  ['2 * 3 and 4*5', '2 * 3 and 4*5'],
  ['snake_case_na', 'snake_case_na'],
  ['`npm', 'npm'],
  ['a &am', 'a '],
  ['a citation [1', 'a citation [1'],
  ['text\n-', 'text'],
  ['text\n--', 'text'],
  ['text\n=', 'text'],
  ['- ', ''],
  ['- [ ', ''],
  ['1. one\n2', 'one'],
  ['##', ''],
  ['>', ''],
  ['``', ''],
  ['| a | b', 'ab'],
  ['| a | b |\n|-', 'ab'],
  ['[ref]: https://exa', ''],
])('streaming, %j is drawn as %j', (source, drawn) => {
  const { container } = render(<Markdown text={source} streaming />)
  expect(container.textContent).toBe(drawn)
})

test('[K18] a table is one from its first row, and code from its fence', () => {
  const { container, rerender } = render(<Markdown text="| a | b" streaming />)
  const table = container.querySelector('table')
  expect([...container.querySelectorAll('th')].map(cell => cell.textContent)).toEqual(['a', 'b'])
  rerender(<Markdown text={'| a | b |\n|---|--:|\n| 1 | **2'} streaming />)
  expect(container.querySelector('table')).toBe(table)
  expect(container.querySelector('td strong')?.textContent).toBe('2')
  rerender(<Markdown text={'| a | b |\n|---|--:|\n\n```typesc'} streaming />)
  expect(container.querySelector('[data-sluice="code-language"]')?.textContent).toBe('')
})

test.each([
  ['a paragraph', 'One **two** three', ' four', 'three'],
  ['bold text', 'One **two three', ' four** five', 'three'],
  ['an item', '- one\n- two three', ' four\n- five', 'three'],
  ['a cell', '| a | b |\n|---|---|\n| one | two three', ' four |', 'three'],
  ['code', '```ts\nconst three', ' = 3\n```\n\nNext', 'three'],
  ['a paragraph before the footnotes', 'One[^1]\n\n[^1]: Note\n\nTwo three', ' four', 'three'],
  ['a paragraph whose end becomes a link', 'One three [two', '](https://a.example) four', 'three'],
])(
  '[K18] what is selected in %s that grows stays selected, until it is settled and after',
  (_where, source, more, selected) => {
    const { container, rerender } = render(<Markdown text={source} streaming />)
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT)
    const found = () => (walker.currentNode as Text).data?.indexOf(selected) ?? -1
    while (found() < 0 && walker.nextNode());
    const selection = document.getSelection()
    selection?.setBaseAndExtent(walker.currentNode, found(), walker.currentNode, found() + selected.length)
    expect(selection?.toString()).toBe(selected)
    for (let length = 1; length <= more.length; length++) {
      rerender(<Markdown text={source + more.slice(0, length)} streaming />)
      expect(selection?.toString()).toBe(selected)
    }
    rerender(<Markdown text={source + more} />)
    expect(selection?.toString()).toBe(selected)
    expect(container.firstElementChild?.innerHTML.replace(/_r_\w+_/g, 'id')).toBe(
      html(source + more).replace(/_r_\w+_/g, 'id'),
    )
  },
)
