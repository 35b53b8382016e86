import type { Json, JsonObject, Patch, PatchOperation, Result } from '@sluice/protocol'

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes a JSON pointer apart into its keys. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Tells whether a value holds a key `__proto__` at any depth. */
function holdsProto(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(holdsProto)
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsProto)
}

/** Tells whether two JSON values are equal; the order of keys does not matter. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => equalJson(item, b[i] as Json))
    )
  }
  const [left, right] = [a as JsonObject, b as JsonObject]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(key => Object.hasOwn(right, key) && equalJson(left[key] as Json, right[key] as Json))
  )
}

class PatchFailure extends Error {}

function fail(reason: string): never {
  throw new PatchFailure(reason)
}

function arrayIndex(key: string, length: number): number {
  if (!/^(?:0|[1-9]\d*)$/.test(key)) fail(`${JSON.stringify(key)} is no index of an array`)
  const index = Number(key)
  if (index > length) fail(`index ${key} is beyond the end of the array`)
  return index
}

function changeArray(list: readonly Json[], key: string, operation: PatchOperation): Json {
  if (operation.op === 'add') {
    return list.toSpliced(key === '-' ? list.length : arrayIndex(key, list.length), 0, operation.value)
  }
  const index = arrayIndex(key, list.length - 1)
  if (operation.op === 'remove') return list.toSpliced(index, 1)
  return list.with(index, operation.value)
}

function changeObject(object: JsonObject, key: string, operation: PatchOperation): Json {
  if (operation.op !== 'add' && !Object.hasOwn(object, key)) fail(`there is nothing at ${operation.path}`)
  if (operation.op !== 'remove') return { ...object, [key]: operation.value }
  const { [key]: _, ...rest } = object
  return rest
}

function child(parent: Json, key: string, path: string): Json {
  if (Array.isArray(parent)) {
    const list = parent as readonly Json[]
    return list[arrayIndex(key, list.length - 1)] as Json
  }
  if (isObject(parent) && Object.hasOwn(parent, key)) return parent[key] as Json
  return fail(`there is nothing at ${path}`)
}

function change(node: Json, keys: readonly string[], depth: number, operation: PatchOperation): Json {
  const key = keys[depth] as string
  if (depth === keys.length - 1) {
    if (Array.isArray(node)) return changeArray(node as readonly Json[], key, operation)
    return isObject(node)
      ? changeObject(node, key, operation)
      : fail(`there is nothing to hold ${operation.path}`)
  }
  const changed = change(child(node, key, operation.path), keys, depth + 1, operation)
  if (Array.isArray(node)) return (node as readonly Json[]).with(Number(key), changed)
  return { ...(node as JsonObject), [key]: changed }
}

function applyOperation(document: Json, operation: PatchOperation): Json {
  const keys = pointerKeys(operation.path)
  if (keys.length > 64) fail('the path is more than 64 levels deep')
  if (keys.includes('__proto__')) fail('a path may not go through __proto__')
  if (operation.op !== 'remove' && holdsProto(operation.value)) fail('a value may not hold a key __proto__')
  if (operation.op === 'test') {
    const found = keys.reduce((node, key) => child(node, key, operation.path), document)
    return equalJson(found, operation.value)
      ? document
      : fail(`the value at ${operation.path} is another one`)
  }
  if (keys.length === 0)
    return operation.op === 'remove' ? fail('the whole document cannot be removed') : operation.value
  return change(document, keys, 0, operation)
}

/**
 * Applies the operations of RFC 6902 in order, all or none, copying only the path to what changes; the document stays as it is and what was
 * not touched keeps its reference. [E12]
 */
export function applyPatch(document: Json, patch: Patch): Result<Json> {
  try {
    return { ok: true, value: patch.reduce(applyOperation, document) }
  } catch (error) {
    if (error instanceof PatchFailure)
      return { ok: false, reason: `The patch does not apply: ${error.message}.` }
    throw error
  }
}
