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
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly to: Addressee }

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

/** Reads a text from a client. Never throws. */
export function readIncoming(text: string | null): Incoming {
  const parsed = parseClientFrame(text)
  if (parsed.ok) return { ok: true, frame: parsed.value }
  const fields = text === null ? {} : toObject(text)
  return { ok: false, code: findCode(fields), message: parsed.reason, to: findAddressee(fields) }
}
