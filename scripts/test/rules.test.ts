import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/files.ts'
import { rulesOfSpec, rulesOfSpecs, rulesOfTitle, rulesOfTitles } from '../architecture/rules.ts'
import { sourceFiles } from '../architecture/sourceFiles.ts'

const specs = rulesOfSpecs()
const titles = rulesOfTitles(sourceFiles())

test.each(['protocol', 'fold', 'server', 'client', 'react', 'ui'])('%s has a SPEC.md with rules', name => {
  const path = `packages/${name}/SPEC.md`
  expect(existsSync(resolve(root, path)), `${path} is missing`).toBe(true)
  expect([...specs.values()].flat()).toContain(path)
})

test('every rule of a SPEC.md stands in the title of a test', () => {
  const untested = [...specs]
    .filter(([id]) => !titles.has(id))
    .map(([id, paths]) => `${id} of ${paths.join(', ')}`)
  expect(untested).toEqual([])
})

test('every rule in the title of a test stands in a SPEC.md', () => {
  const unknown = [...titles]
    .filter(([id]) => !specs.has(id))
    .map(([id, paths]) => `${id} in ${paths.join(', ')}`)
  expect(unknown).toEqual([])
})

test('the rules of a SPEC.md are its list items that start with an id in bold', () => {
  expect(rulesOfSpec('# S\n\n- **F1** One.\n  More of **F2**.\n- F3 three\n  - **F4a** Four.\n')).toEqual([
    'F1',
    'F4a',
  ])
})

test.each([
  ['[F1] one', ['F1']],
  ['[F1][F2] two', ['F1', 'F2']],
  ['[F1, F2] two', ['F1', 'F2']],
  ['[F1 F2] two', ['F1', 'F2']],
  ['a [note] and [F1 note]', []],
  ['F1 without brackets', []],
])('%s names its rules', (title, ids) => {
  expect(rulesOfTitle(title)).toEqual(ids)
})
