import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { guides } from '../../storybook/guide/guides.ts'
import { filesOf, root } from '../architecture/files.ts'
import { publicNames, valuesOf } from '../registry/publicNames.ts'
import { prefabs } from '../registry/registryItems.ts'

const read = (path: string) => readFileSync(resolve(root, path), 'utf8')
const kit = publicNames('index.ts', read('packages/ui/src/index.ts'))
const pages = Object.entries(guides)

const partsOf = (page: (typeof pages)[number][1]) => Object.keys(page.parts).flatMap(key => key.split(', '))

const kebab = (words: string) =>
  words
    .replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-')
    .replace(/[\s/]+/g, '-')
    .toLowerCase()

/** The ids that Storybook gives to the stories of a file. */
function storiesIn(path: string): readonly string[] {
  const text = read(path)
  const title = /title: '(.+?)'/.exec(text)?.[1] ?? ''
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const names = parseSync(path, text)
    .module.staticExports.flatMap(({ entries }) => entries)
    .flatMap(({ exportName }) => exportName.name ?? [])
  return names.map(name => `${id}--${kebab(name)}`)
}

const stories = new Set(filesOf(['storybook/stories/**/*.stories.tsx']).flatMap(storiesIn))

test.each([...kit.namespaces])(
  '[K4] the page about the parts of %s names each of them, and no other',
  (path, name) => {
    const exported = valuesOf(path, read(`packages/ui/src/${path}`))
    expect(partsOf(guides[name] ?? { parts: {}, what: '', example: '', stories: [] }).sort()).toEqual(
      [...exported].sort(),
    )
  },
)

test('[K4] every prefab and every other component has a page', () => {
  const onPages = new Set(pages.flatMap(([, page]) => [...partsOf(page), ...(page.prefabs ?? [])]))
  const components = [...kit.values].filter(name => /^[A-Z]/.test(name) && !/OnDemand$/.test(name))
  const namespaces = new Set(kit.namespaces.values())
  expect(prefabs().length).toBeGreaterThan(20)
  // What fills a place of the tree with an application's component has its page among those about tool views.
  expect(components.filter(name => !onPages.has(name) && !namespaces.has(name))).toEqual(['RegisteredData'])
})

test.each(pages)(
  '[K4] the page about %s says what it is, shows an example, and leads to stories that are there',
  (name, page) => {
    expect(page.what.length).toBeGreaterThan(40)
    expect(page.example).toMatch(/[<(]/)
    expect(page.stories.length).toBeGreaterThan(0)
    expect(page.stories.filter(id => !stories.has(id))).toEqual([])
    expect(stories.has(`guide-components--${kebab(name)}`)).toBe(true)
  },
)

test('[K4] every data attribute on a page is one that the kit sets, and every variable one that it reads or sets', () => {
  const sources = filesOf(['packages/ui/src/**/*.{ts,tsx,css}']).map(read).join('\n')
  const camel = (attribute: string) =>
    attribute.replace(/^data-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const attributes = pages
    .flatMap(([, page]) => Object.keys(page.attributes ?? {}))
    .map(key => key.replace(/=.*$/, ''))
  const unknown = attributes.filter(
    name => !sources.includes(name) && !new RegExp(`\\b${camel(name)}\\b`).test(sources),
  )
  expect(unknown).toEqual([])
  const variables = pages.flatMap(([, page]) =>
    Object.keys(page.variables ?? {}).flatMap(key => key.split(', ')),
  )
  expect(variables.filter(name => !sources.includes(name.replace('…', '')))).toEqual([])
})

test('[K1] every part is held to what a part promises', () => {
  const sources = filesOf(['packages/ui/src/**/*.tsx']).map(read).join('\n')
  const tests = filesOf(['packages/ui/test/parts/*.test.tsx']).map(read).join('\n')
  const parts = [...sources.matchAll(/usePartElement\(\s*'[a-z]+',\s*'([a-z-]+)'/g)].map(
    ([, name]) => name ?? '',
  )
  const held = new Set([...tests.matchAll(/testPart\(\s*'([a-z-]+)'/g)].map(([, name]) => name))
  expect(parts.length).toBeGreaterThan(140)
  expect(parts.filter(name => !held.has(name))).toEqual([])
})
