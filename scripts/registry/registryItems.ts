import { readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { filesOf, root } from '../architecture/files.ts'
import { copyModule } from './copyModule.ts'
import { type PublicNames, publicNames } from './publicNames.ts'

/** An item of a shadcn registry, by https://ui.shadcn.com/schema/registry-item.json. */
export interface RegistryItem {
  readonly $schema: string
  readonly name: string
  readonly type: 'registry:component'
  readonly title: string
  readonly description: string
  readonly dependencies: readonly string[]
  readonly css: Readonly<Record<string, object>>
  readonly files: readonly {
    readonly path: string
    readonly type: 'registry:component'
    readonly content: string
  }[]
}

const sources = 'packages/ui/src'

const read = (path: string) => readFileSync(resolve(root, sources, path), 'utf8')

const wordsOf = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')

/** The prefabs of the kit: their modules, relative to its sources. */
export function prefabs(): readonly string[] {
  return filesOf([`${sources}/*/*View.tsx`, `${sources}/chat/AgentChat.tsx`]).map(path =>
    posix.relative(sources, path),
  )
}

/** The first sentence of the docstring of an export. */
function descriptionOf(text: string, name: string): string {
  const before = text.slice(0, text.search(new RegExp(`^export (function|const) ${name}\\b`, 'm')))
  const docstring = before.slice(before.lastIndexOf('/**')).replace(/^\/\*\*|\*\/\s*$|^\s*\*/gm, ' ')
  const line = docstring
    .replace(/\[[A-Z]\d+\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?\.(?= |$)/.exec(line)?.[0] ?? line
}

function itemOf(path: string, kit: PublicNames): RegistryItem {
  const name = posix.basename(path, '.tsx')
  const packages = new Set<string>()
  const files: { path: string; type: 'registry:component'; content: string }[] = []
  const add = (module: string): void => {
    const file = `sluice/${posix.basename(module)}`
    if (files.some(one => one.path === file)) return
    const copied = copyModule(module, read(module), kit)
    files.push({ path: file, type: 'registry:component', content: copied.content })
    for (const one of copied.packages) packages.add(one)
    for (const one of copied.besides) add(one)
  }
  add(path)
  return {
    $schema: 'https://ui.shadcn.com/schema/registry-item.json',
    name: wordsOf(name).replaceAll(' ', '-').toLowerCase(),
    type: 'registry:component',
    title: wordsOf(name.replace(/View$/, '')),
    description: descriptionOf(read(path), name),
    dependencies: [...packages].sort(),
    css: { '@import "@sluice/ui/styles.css"': {} },
    files,
  }
}

/** An item for each prefab, made of its source. */
export function registryItems(): readonly RegistryItem[] {
  const kit = publicNames('index.ts', read('index.ts'))
  return prefabs().map(path => itemOf(path, kit))
}

/** The list of the items, by https://ui.shadcn.com/schema/registry.json. */
export const registryOf = (items: readonly RegistryItem[]) => ({
  $schema: 'https://ui.shadcn.com/schema/registry.json',
  name: 'sluice',
  homepage: 'https://ui.shadcn.com/docs/registry',
  items: items.map(({ $schema: _, files, ...item }) => ({
    ...item,
    files: files.map(({ content: __, ...file }) => file),
  })),
})
