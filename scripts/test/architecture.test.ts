import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cyclesOf } from '../architecture/cycles.ts'
import { filesOf, root } from '../architecture/files.ts'
import { offencesOf, targetOf } from '../architecture/imports.ts'
import { importTable } from '../architecture/importTable.ts'
import { packageOfImport, workspaces } from '../architecture/packages.ts'
import { linesOf, sourceFile, sourceFiles } from '../architecture/sourceFiles.ts'

const all = workspaces()
const files = sourceFiles()

describe('imports', () => {
  test('follow the import table and reach no further than declared entries', () => {
    expect(files.flatMap(file => offencesOf(file, all))).toEqual([])
  })

  test('lead to files that are there', () => {
    const missing = files.flatMap(file =>
      file.imports
        .map(one => targetOf(file, one, all))
        .filter(target => target !== null && !existsSync(resolve(root, target)))
        .map(target => `${file.path} → ${target}`),
    )
    expect(missing).toEqual([])
  })

  test('form no cycle', () => {
    const graph = new Map(
      files.map(file => [
        file.path,
        file.imports.flatMap(one => {
          const target = targetOf(file, one, all)
          return target === null ? [] : [target]
        }),
      ]),
    )
    expect(cyclesOf(graph).map(cycle => cycle.join(' → '))).toEqual([])
  })

  test.each([
    ['packages/fold/src/a.ts', "import { x } from '@sluice/server'", 1],
    ['packages/fold/src/a.ts', "import { x } from '@sluice/fold'", 1],
    ['packages/fold/src/a.ts', "export type { x } from '@sluice/client'", 1],
    ['packages/fold/src/a.ts', "export const x: import('@sluice/client').Client = y", 1],
    ['packages/fold/src/a.ts', "await import('@sluice/client')", 1],
    ['packages/fold/src/a.ts', "import { x } from '@sluice/protocol/src/offset.ts'", 1],
    ['packages/fold/src/a.ts', "import { x } from '../../protocol/src/offset.ts'", 1],
    ['packages/fold/src/a.ts', "import { x } from '../test/builders.ts'", 1],
    ['packages/fold/src/a.ts', "import { x } from 'node:fs'", 1],
    ['packages/fold/src/a.ts', "import { x } from '@sluice/testkit'", 1],
    ['packages/fold/test/a.test.ts', "import { x } from '@sluice/testkit'", 0],
    ['packages/fold/test/a.test.ts', "import { x } from '@sluice/fold'", 0],
    ['packages/fold/test/a.test.ts', "import { x } from '@sluice/server'", 1],
    ['packages/fold/bench/a.ts', "import { x } from '../../../scripts/bench/report.ts'", 0],
    ['packages/fold/src/a.ts', "import { x } from '../../../scripts/bench/report.ts'", 1],
    ['packages/react/src/a.ts', "import { x } from '@sluice/protocol'", 1],
    ['packages/react/src/a.ts', "import type { x } from '@sluice/protocol'", 0],
    ['packages/react/src/a.ts', "import { useState } from 'react'", 0],
    ['packages/react/src/a.ts', "import { x } from 'fs'", 1],
    ['packages/server/src/a.ts', "import { x } from 'node:fs'", 0],
    ['e2e/test/a.test.ts', "import { x } from '@sluice/server'", 1],
    ['e2e/test/a.test.ts', "import { x } from '../../scripts/chromium.ts'", 0],
    ['apps/console/src/a.tsx', "import { x } from '@sluice/server'", 1],
    ['apps/demo/agents/a.ts', "import { x } from '@sluice/runtime'", 0],
  ])('in %s, %s gives %i offences', (path, text, count) => {
    expect(offencesOf(sourceFile(path, text), all)).toHaveLength(count)
  })

  test('a cycle is found and told by its shortest way', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['d']],
      ['d', ['b']],
    ])
    expect(cyclesOf(graph)).toEqual([['b', 'd', 'b']])
  })
})

describe('layout', () => {
  test('every workspace has a row in the import table', () => {
    const folders = new Set(importTable.map(row => row.folder))
    expect(all.map(({ folder }) => folder).filter(folder => !folders.has(folder))).toEqual([])
  })

  test('a package declares only arrows of the import table', () => {
    const offences = all.flatMap(({ folder, manifest }) => {
      const may = new Set(importTable.filter(row => row.folder.startsWith(folder)).flatMap(row => row.may))
      return Object.keys(manifest.dependencies ?? {})
        .filter(name => name.startsWith('@sluice/') && !may.has(name.replace('@sluice/', '')))
        .map(name => `${folder}/package.json depends on ${name}`)
    })
    expect(offences).toEqual([])
  })

  test('a package that is published names all that its source imports', () => {
    const missing = all.flatMap(({ folder, manifest }) => {
      if (manifest.private === true) return []
      const named = { ...manifest.dependencies, ...manifest.peerDependencies, [manifest.name]: '' }
      const needed = files
        .filter(({ path }) => path.startsWith(`${folder}/src/`))
        .flatMap(({ imports }) => imports.flatMap(({ specifier }) => packageOfImport(specifier) ?? []))
      return [...new Set(needed)].filter(name => !(name in named)).map(name => `${manifest.name}: ${name}`)
    })
    expect(missing).toEqual([])
  })

  test('no source file has more than 300 lines', () => {
    const styles = filesOf(['{packages,apps}/*/**/*.css', 'storybook/**/*.css']).map(path => ({
      path,
      lines: linesOf(readFileSync(resolve(root, path), 'utf8')),
    }))
    const long = [...files.filter(({ path }) => !path.includes('.test.')), ...styles].filter(
      ({ lines }) => lines > 300,
    )
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  test('every export of a package and of the scripts has a docstring', () => {
    const without = files
      .filter(({ path }) => /^(packages\/[^/]+\/src|scripts)\//.test(path))
      .flatMap(({ path, undocumented }) => undocumented.map(name => `${path}: ${name}`))
    expect(without).toEqual([])
  })

  test('a docstring stands right above its export', () => {
    const text =
      '/** One. */\nexport const one = 1\n\n/* Two. */\nexport const two = 2\nexport type Three = 3\n'
    expect(sourceFile('a.ts', text).undocumented).toEqual(['two', 'Three'])
  })

  test('a package has its sources in src, its tests in test, its benches in bench, and an entry', () => {
    const stray = filesOf(['packages/*/**/*.{ts,tsx}']).filter(
      path => !/^packages\/[^/]+\/(src|test|bench)\//.test(path),
    )
    const inSource = filesOf(['packages/*/src/**/*.{test,spec,bench}.{ts,tsx}'])
    const withoutEntry = all.filter(
      ({ folder }) => folder.startsWith('packages/') && !existsSync(resolve(root, folder, 'src/index.ts')),
    )
    expect({ stray, inSource, withoutEntry }).toEqual({ stray: [], inSource: [], withoutEntry: [] })
  })

  test('files and folders are named by their subject', () => {
    const byKind = /(^|\/)(utils?|helpers?|misc|common|shared|hooks|components|constants|interfaces|types)\//i
    const vague = /(utils?|helpers?|misc|common|manager|[^/a-z]v\d+)\.\w+$/i
    expect(files.map(({ path }) => path).filter(path => byKind.test(path) || vague.test(path))).toEqual([])
  })

  test('no test replaces a module of ours', () => {
    const mocks = files.flatMap(({ path, calls }) =>
      calls
        .filter(({ callee, text }) => /^vi\.(do)?mock$/i.test(callee) && /^(\.|@sluice\/)/.test(text))
        .map(({ text }) => `${path} mocks ${text}`),
    )
    expect(mocks).toEqual([])
  })
})
