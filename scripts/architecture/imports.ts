import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { browserFolders, type ImportRow, importTable, mayInTests, pureImports } from './importTable.ts'
import { sourceOfEntry, type Workspace } from './packages.ts'
import type { ImportOf, SourceFile } from './sourceFiles.ts'

const scope = '@sluice/'

/** Returns the row of the import table that holds for a file, or null for the house's own scripts and documents. */
function rowOf(path: string): ImportRow | null {
  const rows = importTable.filter(
    ({ folder }) => path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`),
  )
  return rows.reduce<ImportRow | null>(
    (longest, row) => (longest !== null && longest.folder.length > row.folder.length ? longest : row),
    null,
  )
}

/** Says what is wrong with the imports of a file, one sentence for each offence. */
export function offencesOf(file: SourceFile, all: readonly Workspace[]): readonly string[] {
  return file.imports.flatMap(one => {
    const offence = one.specifier.startsWith('.')
      ? relativeOffence(file, one)
      : one.specifier.startsWith(scope)
        ? arrowOffence(file, one, all)
        : foreignOffence(file, one)
    return offence === null ? [] : [`${file.path} imports "${one.specifier}": ${offence}`]
  })
}

/** Returns the file of ours that an import leads to, relative to the root, or null when it leads outside. */
export function targetOf(file: SourceFile, one: ImportOf, all: readonly Workspace[]): string | null {
  if (one.specifier.startsWith('.')) return posix.join(posix.dirname(file.path), one.specifier)
  return one.specifier.startsWith(scope) ? sourceOfEntry(all, one.specifier) : null
}

function arrowOffence(file: SourceFile, one: ImportOf, all: readonly Workspace[]): string | null {
  if (sourceOfEntry(all, one.specifier) === null) {
    return 'this is no entry that the package exports. Import what its package.json declares, or declare it there.'
  }
  const row = rowOf(file.path)
  if (row === null) return null
  const name = one.specifier.slice(scope.length)
  const inTests = isTest(file.path)
  const may = inTests ? mayInTests(row) : row.may
  if (!(may.includes(name) || may.includes(name.split('/')[0] ?? '')) || isForeignEntry(name, may)) {
    return `${row.folder} may import ${may.join(', ') || 'nothing'} of ours${inTests ? ' in its tests' : ''}.`
  }
  if (row.typesOnly?.includes(name) && !one.typesOnly && !inTests) {
    return `${row.folder} may import its types only. Write "import type".`
  }
  return null
}

/** `testkit/react` sees React, so that it needs its own word in the table. */
function isForeignEntry(name: string, may: readonly string[]): boolean {
  return name === 'testkit/react' && !may.includes(name)
}

function relativeOffence(file: SourceFile, one: ImportOf): string | null {
  const target = posix.join(posix.dirname(file.path), one.specifier)
  const from = workspaceOf(file.path)
  const to = workspaceOf(target)
  if (to === 'scripts' && (isTest(file.path) || rowOf(file.path) === null)) return null
  if (from !== to && from !== 'scripts') {
    return 'this reaches into another workspace. Import the package by its name.'
  }
  if (!isTest(file.path) && isTest(target) && from !== 'scripts')
    return 'source must not depend on tests or benches.'
  return null
}

function foreignOffence(file: SourceFile, one: ImportOf): string | null {
  const inSource = file.path.includes('/src/')
  const browser = browserFolders.some(folder => file.path.startsWith(`${folder}/`))
  const isConfig = /(\.config\.ts|\/\.storybook\/)/.test(file.path)
  if (
    isBuiltin(one.specifier) &&
    browser &&
    (inSource || !file.path.startsWith('packages/')) &&
    !isConfig &&
    !isTest(file.path)
  ) {
    return 'this runs in browsers, where Node is not.'
  }
  const pure = pureImports[workspaceOf(file.path)]
  if (pure !== undefined && inSource && !pure.includes(one.specifier)) {
    return `this package is pure and imports ${pure.join(', ') || 'nothing'} from outside.`
  }
  return null
}

/** Tests, benches and end-to-end tests may use the house's scripts. */
function isTest(path: string): boolean {
  return /^(e2e|storybook)\//.test(path) || /^(packages|apps)\/[^/]+\/(test|bench)\//.test(path)
}

function workspaceOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'packages' || first === 'apps' ? `${first}/${second}` : first
}
