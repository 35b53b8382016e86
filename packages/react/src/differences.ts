import { equalJson } from '@sluice/fold'
import type { Json, JsonObject, Patch } from '@sluice/protocol'

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The patch that makes one document of another. Arrays are replaced whole, as an index counts as the whole array. [E12] */
export function differences(old: Json, next: Json, path = ''): Patch {
  if (equalJson(old, next)) return []
  if (!isObject(old) || !isObject(next)) return [{ op: 'replace', path, value: next }]
  return Object.keys({ ...old, ...next }).flatMap((key): Patch => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!Object.hasOwn(next, key)) return [{ op: 'remove', path: at }]
    const value = next[key] as Json
    return Object.hasOwn(old, key)
      ? differences(old[key] as Json, value, at)
      : [{ op: 'add', path: at, value }]
  })
}
