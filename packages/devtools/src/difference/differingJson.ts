import { equalJson } from '@sluice/fold'
import type { Json, JsonObject } from '@sluice/protocol'

/** A value that is another one in two documents. */
export interface JsonChange {
  /** RFC 6901 pointer. */
  readonly pointer: string
  readonly change: 'added' | 'removed' | 'changed'
  /** Undefined where there was none, as `after` where there is none any more. */
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** More differences than this nobody reads. */
const MOST_CHANGES = 500

const escapeKey = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

const isBranch = (value: Json | undefined): value is JsonObject | readonly Json[] =>
  typeof value === 'object' && value !== null

/** Compares two documents value by value, an array by its indexes. What shares its reference is not looked at. */
export function differingJson(before: Json, after: Json): readonly JsonChange[] {
  const found: JsonChange[] = []
  const visit = (old: Json | undefined, young: Json | undefined, pointer: string): void => {
    if (old === young || found.length >= MOST_CHANGES) return
    const isSameKind = isBranch(old) && isBranch(young) && Array.isArray(old) === Array.isArray(young)
    if (isSameKind) {
      const keys = new Set([...Object.keys(old), ...Object.keys(young)])
      for (const key of keys) visit(own(old, key), own(young, key), `${pointer}/${escapeKey(key)}`)
    } else if (!equalJson(old, young)) {
      const change = old === undefined ? 'added' : young === undefined ? 'removed' : 'changed'
      found.push({ pointer, change, before: old, after: young })
    }
  }
  visit(before, after, '')
  return found
}

function own(node: JsonObject | readonly Json[], key: string): Json | undefined {
  return Object.hasOwn(node, key) ? (node as JsonObject)[key] : undefined
}
