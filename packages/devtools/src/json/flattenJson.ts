/** What kind of JSON a value is. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** One line of a JSON tree. */
export interface JsonRow {
  /** RFC 6901 pointer of the value, unique in the tree; that of a `more` row is its parent's with `/~` behind it, which is no pointer. */
  readonly path: string
  /** Key in its object or index in its array; null for the root. */
  readonly key: string | null
  readonly level: number
  readonly kind: JsonKind | 'more'
  /** The value of a scalar; null for others. */
  readonly scalar: string | number | boolean | null
  /** How many children an object or array has; of a `more` row, how many are not shown. */
  readonly size: number
  readonly isExpanded: boolean
  /** Place among its siblings, from 1, and how many there are. */
  readonly position: number
  readonly siblings: number
  readonly parent: string | null
}

/** How much of a JSON tree is open. Paths are RFC 6901 pointers. */
export interface JsonOpening {
  readonly expanded: ReadonlySet<string>
  /** How many children of a path are shown, where that is more than {@link CHILDREN_SHOWN}. */
  readonly shown: ReadonlyMap<string, number>
}

/** How many children of an object or array are shown before one asks for more. */
export const CHILDREN_SHOWN = 100

/** A JSON value's kind; what is no JSON counts as null. */
function kindOf(value: unknown): JsonKind {
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'object' && value !== null
    ? 'object'
    : type === 'string' || type === 'number' || type === 'boolean'
      ? type
      : 'null'
}

const escapeKey = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

/**
 * The lines of a JSON value as far as it is opened. Only what is expanded is walked, with at most {@link CHILDREN_SHOWN} children unless more
 * were asked for. Keys such as `__proto__` are keys like others.
 */
export function flattenJson(value: unknown, { expanded, shown }: JsonOpening): readonly JsonRow[] {
  const rows: JsonRow[] = []
  const visit = (
    node: unknown,
    place: Pick<JsonRow, 'path' | 'key' | 'level' | 'position' | 'siblings' | 'parent'>,
  ) => {
    const kind = kindOf(node)
    if (kind !== 'object' && kind !== 'array') {
      const scalar = kind === 'null' ? null : (node as string | number | boolean)
      rows.push({ ...place, kind, scalar, size: 0, isExpanded: false })
      return
    }
    const keys = kind === 'array' ? null : Object.keys(node as object)
    const size = keys?.length ?? (node as readonly unknown[]).length
    const isExpanded = expanded.has(place.path)
    rows.push({ ...place, kind, scalar: null, size, isExpanded })
    if (!isExpanded) return
    const limit = Math.min(size, shown.get(place.path) ?? CHILDREN_SHOWN)
    const siblings = limit < size ? limit + 1 : size
    const { path: parent, level } = place
    for (let index = 0; index < limit; index++) {
      const key = keys?.[index] ?? String(index)
      const child = (node as Record<string, unknown>)[key]
      const path = `${parent}/${escapeKey(key)}`
      visit(child, { path, key, level: level + 1, position: index + 1, siblings, parent })
    }
    if (limit < size) {
      const path = `${parent}/~`
      const more = { path, key: null, level: level + 1, position: siblings, siblings, parent }
      rows.push({ ...more, kind: 'more', scalar: null, size: size - limit, isExpanded: false })
    }
  }
  visit(value, { path: '', key: null, level: 1, position: 1, siblings: 1, parent: null })
  return rows
}

/** The paths that are worth opening at first: the root and what is below it, breadth first, while no more than `most` lines come of it. */
export function firstOpening(value: unknown, most: number): ReadonlySet<string> {
  const expanded = new Set<string>()
  let next: { path: string; node: unknown }[] = [{ path: '', node: value }]
  let lines = 1
  while (next.length > 0) {
    const below: typeof next = []
    for (const { path, node } of next) {
      const kind = kindOf(node)
      if (kind !== 'object' && kind !== 'array') continue
      const length =
        kind === 'array' ? (node as readonly unknown[]).length : Object.keys(node as object).length
      if (length === 0 || (lines + length > most && path !== '')) continue
      expanded.add(path)
      lines += Math.min(length, CHILDREN_SHOWN)
      const keys =
        kind === 'array'
          ? Array.from({ length: Math.min(length, CHILDREN_SHOWN) }, (_, i) => String(i))
          : Object.keys(node as object).slice(0, CHILDREN_SHOWN)
      for (const key of keys)
        below.push({ path: `${path}/${escapeKey(key)}`, node: (node as Record<string, unknown>)[key] })
    }
    next = below
  }
  return expanded
}
