import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import { filesOf, root } from './files.ts'

/** What the house reads of a package.json. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly type?: string
  readonly license?: string
  readonly files?: readonly string[]
  readonly sideEffects?: boolean | readonly string[]
  readonly scripts?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A workspace: its folder relative to the root, and its manifest. */
export interface Workspace {
  readonly folder: string
  readonly manifest: Manifest
}

/** Reads the manifests of all workspaces. */
export function workspaces(): readonly Workspace[] {
  return filesOf([
    'packages/*/package.json',
    'apps/*/package.json',
    'e2e/package.json',
    'storybook/package.json',
  ]).map(path => ({
    folder: dirname(path),
    manifest: JSON.parse(readFileSync(resolve(root, path), 'utf8')) as Manifest,
  }))
}

/** Returns the name of the package that an import of a foreign module needs, or null where it needs none. */
export function packageOfImport(specifier: string): string | null {
  if (specifier.startsWith('.') || isBuiltin(specifier)) return null
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Returns the packages that are published, each after those of ours that it depends on. */
export function publishedInOrder(all: readonly Workspace[]): readonly Workspace[] {
  const published = all.filter(({ manifest }) => manifest.private !== true)
  const ordered: Workspace[] = []
  const add = (workspace: Workspace, above: readonly string[]): void => {
    const { name, dependencies = {} } = workspace.manifest
    if (above.includes(name))
      throw new Error(
        `These packages depend on each other, so none can be built first: ${above.join(' → ')}.`,
      )
    if (ordered.includes(workspace)) return
    for (const below of published) if (below.manifest.name in dependencies) add(below, [...above, name])
    ordered.push(workspace)
  }
  for (const workspace of published) add(workspace, [])
  return ordered
}

/** Returns the path of the source file that an entry of a package stands for, relative to the root, or null. How a bundler is asked for it (`?inline`) is no part of its name. */
export function sourceOfEntry(all: readonly Workspace[], specifier: string): string | null {
  const [scope, name, ...rest] = specifier.replace(/\?\w+$/, '').split('/')
  const workspace = all.find(({ manifest }) => manifest.name === `${scope}/${name}`)
  const entry = workspace?.manifest.exports?.[['.', ...rest].join('/')]
  if (workspace === undefined || entry === undefined) return null
  const source = typeof entry === 'string' ? entry : entry['@sluice/source']
  return source === undefined ? null : `${workspace.folder}/${source.replace('./', '')}`
}
