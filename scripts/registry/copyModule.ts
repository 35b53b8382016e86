import { posix } from 'node:path'
import { parseSync } from 'vite'
import type { PublicNames } from './publicNames.ts'

/** A module as an application gets it, and what it needs beside itself. */
export interface CopiedModule {
  readonly content: string
  /** Packages that it imports, React left out, since who draws has it. */
  readonly packages: readonly string[]
  /** Modules of the kit that are not public, so that they are copied with it; relative to the sources. */
  readonly besides: readonly string[]
}

const nameOfPackage = (specifier: string) => specifier.match(/^(@[^/]+\/[^/]+|[^/]+)/)?.[0] ?? specifier

/**
 * Rewrites the imports of a module of the kit, so that it stands outside of it: what is public comes from the package, what is not from a copy beside it.
 * Throws when that copy would hold a context, which is another one than that of the kit.
 */
export function copyModule(path: string, text: string, kit: PublicNames): CopiedModule {
  if (/\bcreate(Part)?Context\b/.test(text.replace(/^import .*$/gm, '')))
    throw new Error(
      `${path} makes a context, and a copy of it would be another one. Export from the package what prefabs need of it.`,
    )
  const { module } = parseSync(path, text)
  const fromKit: string[] = []
  const others: string[] = []
  const packages = new Set<string>()
  const besides: string[] = []
  let code = text
  for (const { start, end, moduleRequest, entries } of [...module.staticImports].reverse()) {
    const specifier = moduleRequest.value
    const statement = text.slice(start, end)
    code = code.slice(0, start) + code.slice(end).replace(/^\n/, '')
    if (!specifier.startsWith('.')) {
      others.unshift(statement)
      packages.add(nameOfPackage(specifier))
      continue
    }
    const target = posix.join(posix.dirname(path), specifier)
    const namespace = kit.namespaces.get(`./${target}`)
    const names = entries.map(({ importName, localName, isType }) => ({
      name: importName.name ?? localName.value,
      written: `${isType ? 'type ' : ''}${importName.name ?? localName.value}${
        importName.name && importName.name !== localName.value ? ` as ${localName.value}` : ''
      }`,
    }))
    if (namespace !== undefined)
      fromKit.push(...names.map(({ name }) => (name === namespace ? name : `${namespace} as ${name}`)))
    else if (names.every(({ name }) => kit.names.has(name)))
      fromKit.push(...names.map(({ written }) => written))
    else {
      besides.push(target)
      others.push(statement.replace(specifier, `./${posix.basename(target).replace(/\.tsx?$/, '')}`))
    }
  }
  const bare = (name: string) => name.replace(/^type /, '')
  const sorted = fromKit.sort((a, b) => bare(a).localeCompare(bare(b)))
  if (sorted.length > 0) {
    packages.add('@sluice/ui')
    others.unshift(`import { ${sorted.join(', ')} } from '@sluice/ui'`)
  }
  packages.delete('react')
  const imports = others.sort((a, b) => specifierOf(a).localeCompare(specifierOf(b)))
  return { content: `${imports.join('\n')}\n\n${code.trimStart()}`, packages: [...packages].sort(), besides }
}

const specifierOf = (statement: string) => /from '(.+)'/.exec(statement)?.[1]?.replace(/^\./, '~') ?? ''
