import type { Json } from '@sluice/protocol'

/** What comes of a value that may be anything. `reason` says where what is found. */
export type PlainJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly isTooLarge: boolean; readonly reason: string }

/** Deeper than that nothing is JSON for a log. */
const DEEPEST = 64

/**
 * Makes JSON of a value that code returned: properties that are undefined are left out, as JSON does; everything else that is not JSON is
 * refused with its place. Stops at what holds itself, and where the value has more than `limit` characters, and never throws. [E8]
 */
export function plainJson(value: unknown, limit: number): PlainJson {
  const holders = new Set<object>()
  const path: (string | number)[] = []
  let room = limit

  function take(found: unknown): Json {
    const type = typeof found
    // With what stands around it: quotes, brackets, a comma.
    room -= type === 'string' ? (found as string).length + 3 : 2
    if (room < 0) throw new Refusal(path, 'more than fits', true)
    if (found === null || type === 'string' || type === 'boolean') return found as Json
    if (type === 'number') {
      if (Number.isFinite(found)) return found as number
      throw new Refusal(path, String(found))
    }
    if (type !== 'object') throw new Refusal(path, nameOf(found))
    const holder = found as object
    if (holders.has(holder)) throw new Refusal(path, 'a reference to what holds it')
    if (holders.size >= DEEPEST) throw new Refusal(path, `a level deeper than ${DEEPEST}`)
    holders.add(holder)
    const taken = Array.isArray(found) ? takeArray(found) : takeObject(holder)
    holders.delete(holder)
    return taken
  }

  function takeArray(items: readonly unknown[]): Json {
    const taken: Json[] = []
    // Not `map`, which passes over the holes of an array as if they were values.
    for (let index = 0; index < items.length; index++) {
      path.push(index)
      taken.push(take(items[index]))
      path.pop()
    }
    return taken
  }

  function takeObject(holder: object): Json {
    const prototype: unknown = Object.getPrototypeOf(holder)
    if (prototype !== Object.prototype && prototype !== null) throw new Refusal(path, nameOf(holder))
    const entries: [string, Json][] = []
    for (const [key, item] of Object.entries(holder)) {
      if (item === undefined) continue
      room -= key.length
      path.push(key)
      entries.push([key, take(item)])
      path.pop()
    }
    return Object.fromEntries(entries)
  }

  try {
    return { ok: true, value: take(value) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, isTooLarge: error.isTooLarge, reason: error.message }
    // A getter of the value, or a proxy, threw.
    return { ok: false, isTooLarge: false, reason: 'a property of it cannot be read' }
  }
}

/** Something that cannot be kept, and where. */
class Refusal extends Error {
  readonly isTooLarge: boolean
  constructor(path: readonly (string | number)[], what: string, isTooLarge = false) {
    const place = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
    super(`result${place} is ${what}`)
    this.isTooLarge = isTooLarge
  }
}

function nameOf(value: unknown): string {
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'undefined' : `a ${typeof value}`
  const { name } = value.constructor ?? {}
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an instance of a class'
}
