import type { Envelope } from '../envelope.ts'
import type { Event } from '../events/index.ts'
import type { ServerFrame } from '../frames/server.ts'

// A client checks one frame, one envelope and one delta for each token that a model says. These checks say the same as the schemas, which a
// test holds them to, and cost less than the JSON parse before them, where the general way costs more.

/** For each ASCII code, the sum of the classes that its character is in. */
const classes = new Uint8Array(128)
const DIGIT = 1
const MARK = 2
const ID = 4
const TYPE = 8
for (const [characters, mask] of [
  ['0123456789', DIGIT | MARK | ID | TYPE],
  ['abcdefghijklmnopqrstuvwxyz', MARK | ID | TYPE],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ_-', ID | TYPE],
  ['.', TYPE],
] as const) {
  for (let index = 0; index < characters.length; index++) classes[characters.charCodeAt(index)] = mask
}

function isOf(text: string, mask: number, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    if (code > 127 || ((classes[code] as number) & mask) === 0) return false
  }
  return true
}

const isName = (value: unknown, mask: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= 64 && isOf(value, mask, 0, value.length)

interface Loose {
  readonly [key: string]: unknown
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isId = (value: unknown): boolean => isName(value, ID)
const isOffset = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length === 25 &&
  value[16] === '_' &&
  isOf(value, DIGIT, 0, 16) &&
  isOf(value, MARK, 17, 25)

function isActor(value: unknown): boolean {
  if (!isObject(value) || typeof value.id !== 'string') return false
  const { kind, id } = value
  return (kind === 'person' || kind === 'agent' || kind === 'host') && id.length > 0 && id.length <= 128
}

/** Tells whether a value is an {@link Envelope}. */
function isEnvelope(value: unknown): value is Envelope {
  if (!isObject(value)) return false
  const { event } = value
  return (
    isObject(event) &&
    isName(event.type, TYPE) &&
    isOffset(value.offset) &&
    isCount(value.at) &&
    isActor(value.actor) &&
    (!('commandId' in value) || isId(value.commandId)) &&
    (!('must' in value) || value.must === true)
  )
}

/** Tells whether a value is a frame of events. */
export function isEventsFrame(value: unknown): value is ServerFrame<'events'> {
  return (
    isObject(value) &&
    value.type === 'events' &&
    isCount(value.channel) &&
    (value.after === null || isOffset(value.after)) &&
    Array.isArray(value.envelopes) &&
    value.envelopes.every(isEnvelope)
  )
}

/** Tells whether an event of the type `part.delta` has its fields. */
export function isDelta(value: unknown): value is Event<'part.delta'> {
  return isObject(value) && isId(value.part) && isCount(value.from) && typeof value.text === 'string'
}
