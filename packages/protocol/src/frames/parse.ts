import * as v from 'valibot'
import { describeIssue } from '../envelope.ts'
import type { Result } from '../result.ts'
import { type ClientFrame, clientFrameSchemas } from './client.ts'
import { type ServerFrame, serverFrameSchemas } from './server.ts'

function parseJson(text: unknown): Result<unknown> {
  if (typeof text !== 'string') return { ok: false, reason: 'Not a valid frame: frames are JSON text.' }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, reason: 'Not a valid frame: the text is not JSON.' }
  }
}

function check<T>(schemas: Record<string, v.GenericSchema<unknown, T>>, input: unknown): Result<T> {
  if (typeof input !== 'object' || input === null || !('type' in input) || typeof input.type !== 'string') {
    return { ok: false, reason: 'Not a valid frame: it has no type.' }
  }
  const schema = Object.hasOwn(schemas, input.type) ? schemas[input.type] : undefined
  if (schema === undefined) {
    return {
      ok: false,
      reason: `Not a valid frame: ${JSON.stringify(input.type.slice(0, 64))} is no type of a frame.`,
    }
  }
  const result = v.safeParse(schema, input, { abortEarly: true })
  return result.success
    ? { ok: true, value: result.output }
    : { ok: false, reason: describeIssue('frame', result.issues[0]) }
}

/** Parses a frame that came from a client. Never throws. */
export function parseClientFrame(text: unknown): Result<ClientFrame> {
  const input = parseJson(text)
  return input.ok ? check<ClientFrame>(clientFrameSchemas, input.value) : input
}

/** Parses a frame that came from a server. Never throws. */
export function parseServerFrame(text: unknown): Result<ServerFrame> {
  const input = parseJson(text)
  return input.ok ? check<ServerFrame>(serverFrameSchemas, input.value) : input
}
