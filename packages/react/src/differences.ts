import { equalJson } from '@sluice/fold'
import type { Json, JsonObject, Patch } from '@sluice/protocol'

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The patch that makes one document of another. Arrays are replaced whole, as an index counts as the whole array. [E12] */
export function differences(old: Json, next: Json, path = ''): Patch {
  if (equalJson(old, next)) return []
  if (!isObject(old) || !isObject(next)) return [{ op: 'replace', path, value: next }]
  const at = (key: string): string => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return [
    ...Object.keys(old).flatMap(
      (key): Patch => (Object.hasOwn(next, key) ? [] : [{ op: 'remove', path: at(key) }]),
    ),
    ...Object.entries(next).flatMap(
      ([key, value]): Patch =>
        Object.hasOwn(old, key)
          ? differences(old[key] as Json, value, at(key))
          : [{ op: 'add', path: at(key), value }],
    ),
  ]
}
