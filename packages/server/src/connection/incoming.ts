import {
  type ClientFrame,
  command,
  count,
  type ErrorCode,
  id,
  parseClientFrame,
  sessionRef,
} from '@sluice/protocol'
import * as v from 'valibot'

/** What a refusal is an answer to: a command, a subscription, or neither. */
export interface Addressee {
  readonly commandId?: string
  readonly channel?: number
}

/** A text from a client: a frame, or the code that says what is wrong with it. [W3] */
export type Incoming =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly code: ErrorCode; readonly message?: string; readonly to: Addressee }

function toObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // The parser of frames has said already that it is not JSON.
    return {}
  }
}

function findAddressee(fields: Record<string, unknown>): Addressee {
  const { type, commandId, channel } = fields
  if (type === 'command' && v.is(id, commandId)) return { commandId }
  if (type === 'subscribe' && v.is(count, channel)) return { channel }
  return {}
}

function findCode(fields: Record<string, unknown>): ErrorCode {
  const { type, session } = fields
  const namesSession = type === 'command' || (type === 'subscribe' && session !== undefined)
  if (namesSession && !v.is(sessionRef, session)) return 'bad-session'
  if (type === 'command' && !v.is(command, fields.command)) return 'bad-command'
  return 'bad-frame'
}

/** What a frame answers to. */
export function addresseeOf(frame: ClientFrame): Addressee {
  if (frame.type === 'command') return { commandId: frame.commandId }
  if (frame.type === 'subscribe') return { channel: frame.channel }
  return {}
}

/** Reads a text from a client, of at most so many bytes of UTF-8. Never throws. */
export function readIncoming(text: string | null, mostBytes: number): Incoming {
  // What is too large is read all the same, for whoever waits for an answer to it.
  if (text !== null && Buffer.byteLength(text) > mostBytes)
    return { ok: false, code: 'frame-too-large', to: findAddressee(toObject(text)) }
  const parsed = parseClientFrame(text)
  if (parsed.ok) return { ok: true, frame: parsed.value }
  const fields = text === null ? {} : toObject(text)
  const code = findCode(fields)
  const to = findAddressee(fields)
  // What an id may be made of is said better by the table than by a schema.
  return code === 'bad-session' ? { ok: false, code, to } : { ok: false, code, message: parsed.reason, to }
}
