import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/files.ts'
import { importTable } from '../architecture/importTable.ts'
import { workspaces } from '../architecture/packages.ts'

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')

test('a snippet of the README is a file that is compiled', () => {
  const snippets = [...read('README.md').matchAll(/<!-- (\S+) -->\n```\w+\n([\s\S]*?)```/g)]
  expect(snippets.map(([, path, text]) => ({ path, text }))).toEqual(
    snippets.map(([, path = '']) => ({ path, text: read(path) })),
  )
  expect(snippets.map(([, path]) => path)).toContain('docs/Chat.tsx')
})

const readmes = workspaces()
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder }) => `${folder}/README.md`)

test.each(['README.md', 'AGENTS.md', ...readmes])('the links of %s lead to files', document => {
  const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path)
  expect(links.filter(path => !existsSync(resolve(root, dirname(document), path)))).toEqual([])
})

test('AGENTS.md has at most 80 lines', () => {
  expect(read('AGENTS.md').trimEnd().split('\n').length).toBeLessThanOrEqual(80)
})

test('the import table of AGENTS.md is the one that is enforced', () => {
  const rows = [...read('AGENTS.md').matchAll(/^\| `([^`]+)` *\| (.+?) *\|$/gm)].map(
    ([, folder, may]) => `${folder}: ${may}`,
  )
  const enforced = importTable.map(({ folder, may, typesOnly = [] }) => {
    const names = may.map(name => (typesOnly.includes(name) ? `${name} (types)` : name))
    return `${folder}: ${names.join(', ') || 'nothing'}`
  })
  expect(rows).toEqual(enforced)
})

test('a package is published as ESM with its source, and without side effects but its styles', () => {
  const published = workspaces().filter(({ folder }) => folder.startsWith('packages/'))
  const wrong = published.flatMap(({ folder, manifest }) => {
    const complete =
      manifest.type === 'module' && manifest.license === 'Apache-2.0' && manifest.files?.includes('dist')
    const modules = Object.entries(manifest.exports ?? {}).filter(([entry]) => !entry.endsWith('.css'))
    const ordered = modules.every(
      ([, target]) =>
        typeof target !== 'string' && Object.keys(target).join() === '@sluice/source,types,default',
    )
    const pure =
      JSON.stringify(manifest.sideEffects) === 'false' || JSON.stringify(manifest.sideEffects) === '["*.css"]'
    return complete && ordered && pure && modules.length > 0 ? [] : [folder]
  })
  expect(wrong).toEqual([])
})
