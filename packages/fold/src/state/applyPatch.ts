import type { Json, JsonObject, Patch, PatchOperation, Result } from '@sluice/protocol'
import { fail, Impossible } from '../impossible.ts'

/** Takes a JSON pointer apart into its keys. */
export function pointerKeys(pointer: string): string[] {
  const [before, ...keys] = pointer.split('/')
  if (before !== '') fail(`${pointer} is no path`)
  return keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands under a key of an object or an index of an array, or undefined. */
export function child(node: Json | undefined, key: string): Json | undefined {
  // The length of an array is an own key of it too.
  return typeof node === 'object' &&
    node &&
    Object.hasOwn(node, key) &&
    !(Array.isArray(node) && key === 'length')
    ? (node as JsonObject)[key]
    : undefined
}

/** Tells whether two JSON values are equal; the order of keys does not matter. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b))
    return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && equalJson((a as JsonObject)[key], (b as JsonObject)[key]))
  )
}

/** What a node becomes when the operation is done at the end of the keys. */
function change(
  node: Json,
  keys: readonly string[],
  operation: Exclude<PatchOperation, { op: 'test' }>,
): Json {
  const { op, path } = operation
  const value = op === 'remove' ? null : operation.value
  const [key, ...rest] = keys
  if (key === undefined) return op === 'remove' ? fail('the whole document cannot be removed') : value
  const isLast = rest.length === 0
  const list = Array.isArray(node) ? (node as readonly Json[]) : null
  const found = child(node, key)
  const isAdded = op === 'add' && isLast
  const isEnd = list !== null && (key === '-' || key === `${list.length}`)
  const isPlace =
    found !== undefined || (isAdded && (list ? isEnd : typeof node === 'object' && node !== null))
  if (!isPlace) fail(`there is no place to ${op} at ${path}`)
  const changed = isLast ? value : change(found as Json, rest, operation)
  const isRemoved = op === 'remove' && isLast
  if (list) {
    const index = isEnd ? list.length : Number(key)
    return list.toSpliced(index, isAdded ? 0 : 1, ...(isRemoved ? [] : [changed]))
  }
  if (!isRemoved) return { ...(node as JsonObject), [key]: changed }
  const { [key]: _, ...left } = node as JsonObject
  return left
}

function applyOperation(document: Json, operation: PatchOperation): Json {
  const keys = pointerKeys(operation.path)
  if (operation.op !== 'test') return change(document, keys, operation)
  return equalJson(keys.reduce<Json | undefined>(child, document), operation.value)
    ? document
    : fail(`the value at ${operation.path} is another one`)
}

/** The document after the operations of RFC 6902, in order, all or none; fails with `Impossible`. Copies only the path to what changes. [E12] */
export const patched = (document: Json, patch: Patch): Json => patch.reduce(applyOperation, document)

/**
 * Applies the operations of RFC 6902 in order, all or none, copying only the path to what changes; the document stays as it is and what was
 * not touched keeps its reference. [E12]
 */
export function applyPatch(document: Json, patch: Patch): Result<Json> {
  try {
    return { ok: true, value: patched(document, patch) }
  } catch (error) {
    if (error instanceof Impossible)
      return { ok: false, reason: `The patch does not apply: ${error.message}.` }
    throw error
  }
}
