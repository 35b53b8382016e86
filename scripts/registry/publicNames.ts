import { parseSync } from 'vite'

/** What the entry of a package exports: names, and namespaces by the module that they stand for. */
export interface PublicNames {
  readonly names: ReadonlySet<string>
  /** Those of them that are not types alone. */
  readonly values: ReadonlySet<string>
  /** Path of a module relative to the entry, such as `./approval/index.ts` → `Approval`. */
  readonly namespaces: ReadonlyMap<string, string>
}

/** The names of what a module exports that is not a type. */
export function valuesOf(path: string, text: string): ReadonlySet<string> {
  const entries = parseSync(path, text).module.staticExports.flatMap(statement => statement.entries)
  return new Set(entries.flatMap(({ exportName, isType }) => (isType ? [] : (exportName.name ?? []))))
}

/** Reads the exports of an entry from its text. */
export function publicNames(path: string, text: string): PublicNames {
  const { module } = parseSync(path, text)
  const entries = module.staticExports.flatMap(statement => statement.entries)
  const names = entries.flatMap(({ exportName }) => exportName.name ?? [])
  const namespaces = module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries
      .filter(({ importName }) => importName.kind === 'NamespaceObject')
      .map(({ localName }) => [moduleRequest.value, localName.value] as const),
  )
  return { names: new Set(names), values: valuesOf(path, text), namespaces: new Map(namespaces) }
}
