import type { Json, JsonObject } from '@sluice/protocol'

/** What stands at an RFC 6901 pointer; undefined where nothing does. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let node: Json | undefined = document
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined
    node = (node as JsonObject)[name]
  }
  return node
}
