const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first text under one of some names; undefined for none. */
export function textUnder(value: unknown, names: readonly string[]): string | undefined {
  if (!isObject(value)) return undefined
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined
    if (typeof found === 'string') return found
  }
  return undefined
}

/** The first number under one of some names; undefined for none. */
export function numberUnder(value: unknown, names: readonly string[]): number | undefined {
  if (!isObject(value)) return undefined
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined
    if (typeof found === 'number') return found
  }
  return undefined
}

/** The value itself when it is a list, else the first list under one of some names; undefined for none. */
export function listUnder(value: unknown, names: readonly string[]): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return undefined
  const found = names.map(name => (Object.hasOwn(value, name) ? value[name] : undefined))
  return found.find(entry => Array.isArray(entry)) as readonly unknown[] | undefined
}

const LANGUAGES: Readonly<Record<string, string>> = {
  cjs: 'js',
  h: 'c',
  htm: 'html',
  mjs: 'js',
  mts: 'ts',
  cts: 'ts',
  yml: 'yaml',
}

/** The language that a file is written in, by its name. */
export function languageOf(path: string): string {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return LANGUAGES[extension] ?? extension
}
