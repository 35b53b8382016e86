import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from '../../src/markdown/Markdown.tsx'
import { MarkdownScope } from '../../src/markdown/MarkdownScope.tsx'

afterEach(cleanup)

const draw = (text: string, props: { imageOrigins?: readonly string[]; streaming?: boolean } = {}) =>
  render(<Markdown text={text} {...props} />).container

const hrefs = (container: HTMLElement) =>
  [...container.querySelectorAll('a')].map(link => link.getAttribute('href'))

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A;&#x61;vascript:alert(1))',
  '[x](\\javascript:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](java&Tab;script:alert(1))',
  '[x](&#1;javascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](blob:https://evil.example/1)',
  '[x](//evil.example)',
  '[x](/relative)',
  '[x](#hash)',
  '[x](mailto:a@b.example?subject=sent&body=for%20you)',
  '[x][r]\n\n[r]: javascript:alert(1)',
  '[r]\n\n[r]: <javascript:alert(1)> "title"',
  '[![x](https://evil.example/i.png)](javascript:alert(1))',
  '<javascript:alert(1)>',
  '<vbscript:x>',
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="https://evil.example">x</a>'.replace('https://', 'ftp://'),
])('%j makes no link', text => {
  const container = draw(text)
  expect(hrefs(container)).toEqual([])
  expect(container.querySelector('a, script, iframe, form, object, svg, style')).toBeNull()
})

const injected = 'https://evil.example/?q=secret'

test.each([
  `![x](${injected})`,
  `![x](<${injected}> "title")`,
  `![x][r]\n\n[r]: ${injected}`,
  `![r][]\n\n[r]: ${injected}`,
  `![r]\n\n[r]: ${injected}`,
  `[![x](${injected})](https://good.example)`,
  `**a ![x](${injected})**`,
  `| ![x](${injected}) |\n|---|\n| ![x](${injected}) |`,
  `- > ![x](${injected})`,
  `![a ![b](${injected}) c](${injected})`,
  `x[^1]\n\n[^1]: ![x](${injected})`,
  `![x](https&colon;//evil.example/?q=secret)`,
  `![x](data:image/svg+xml,<svg/>)`,
  `![x](https://good.example@evil.example/i.png)`,
  `![x](https://good.example.evil.example/i.png)`,
  `![x](//good.example/i.png)`,
  `<img src="${injected}">`,
  `<picture><source srcset="${injected}"></picture>`,
  `<div style="background: url(${injected})">\n\n</div>`,
])('%j fetches nothing, whole and at any cut', text => {
  for (let length = 1; length <= text.length; length++) {
    const container = draw(text.slice(0, length), { streaming: true, imageOrigins: ['https://good.example'] })
    expect(container.querySelector('img, source, [src], [srcset], [style*=url]')).toBeNull()
    cleanup()
  }
  const container = draw(text, { imageOrigins: ['https://good.example'] })
  expect(container.querySelector('img, source, [src], [srcset], [style*=url], link, object')).toBeNull()
})

test('[K19] an image of an allowed origin is fetched without telling where from', () => {
  const text = '![A house](https://good.example/a.png "Seen") and ![x](https://evil.example/b.png)'
  const container = render(
    <MarkdownScope imageOrigins={['https://good.example']}>
      <Markdown text={text} />
    </MarkdownScope>,
  ).container
  const [image, ...others] = container.querySelectorAll('img')
  expect(others).toEqual([])
  expect(image?.getAttribute('src')).toBe('https://good.example/a.png')
  expect(image?.alt).toBe('A house')
  expect(image?.getAttribute('referrerpolicy')).toBe('no-referrer')
})

test('[K19] an address that is still being written is not fetched from', () => {
  const container = draw('![x](https://good.example/a', {
    streaming: true,
    imageOrigins: ['https://good.example'],
  })
  expect(container.querySelector('img')).toBeNull()
  expect(container.textContent).toBe('Image: x')
})

test('[K19] an app says where links may lead', () => {
  const links = (url: string) => (url.startsWith('/docs/') ? `https://app.example${url}` : null)
  const { container } = render(<Markdown text="[in](/docs/a) [out](https://other.example)" links={links} />)
  expect(hrefs(container)).toEqual(['https://app.example/docs/a'])
  expect(container.textContent).toBe('in out')
})

test('[K19] links open elsewhere and lead to mail without a prepared text', () => {
  const container = draw('[a](https://a.example) b@c.example')
  expect(hrefs(container)).toEqual(['https://a.example/', 'mailto:b@c.example'])
  expect([...container.querySelectorAll('a')].map(link => [link.target, link.rel])).toEqual([
    ['_blank', 'noopener noreferrer nofollow'],
    ['_blank', 'noopener noreferrer nofollow'],
  ])
})

test('[K19] HTML is drawn as it is written', () => {
  const text = '<div onclick="x()">\n  <b>*not*</b>\n</div>\n\nand <i class="a_b_c">this</i> <!-- too -->'
  expect(draw(text).textContent).toBe(text.replace('\n\n', ''))
})

test.each([
  ['a paragraph', 'One \u202eowt\u202c and \u2066three\u2069.', 'p'],
  ['inline code', '`a\u202egpj.exe`', 'p code'],
  ['a link', '[a\u202egpj.exe](https://a.example)', 'p a'],
  ['a block of code', '```ts\nconst a = 1 /*\u202e } \u2066if*/\n```', 'pre code'],
  ['a diff', '```diff\n+a\u202eb\n```', 'pre code'],
])(
  '[K29] in %s a character that turns the rest around is seen by its number, and still there to be copied',
  (_where, source, selector) => {
    const { container } = render(<Markdown text={source} />)
    const text = [...(container.querySelector(selector)?.textContent ?? '')]
    // What sets a name of another direction apart is well in a sentence.
    const those = selector === 'p' ? /[\u202a-\u202e]/ : /[\u202a-\u202e\u2066-\u2069]/
    const turning = [...source].filter(character => those.test(character))
    expect(text.filter(character => those.test(character))).toEqual(turning)
    const seen = [...container.querySelectorAll<HTMLElement>(`${selector} [data-sluice="turning"]`)]
    expect(seen.map(element => element.textContent)).toEqual(turning)
    expect(seen.map(element => element.dataset.code)).toEqual(
      turning.map(character => `U+${character.charCodeAt(0).toString(16).toUpperCase()}`),
    )
  },
)
