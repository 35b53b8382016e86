import type { HttpBindings } from '@hono/node-server'
import { type Offset, offset, type SessionRef, sessionRef } from '@sluice/protocol'
import type { Context } from 'hono'
import * as v from 'valibot'
import type { Principal } from '../../access/types.ts'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import { requestFacts } from '../requestFacts.ts'

/** What hono knows of our requests. */
export interface Env {
  Bindings: HttpBindings
}

/** A request of our API. */
export type ApiContext = Context<Env>

/** Makes the principal of a request. Rejects with `unauthenticated` or `expired`. [S6] */
export function admit(hub: Hub, c: ApiContext): Promise<Principal> {
  const facts = requestFacts(c.env.incoming)
  return hub.admit(facts.token, facts)
}

/** The session that the path names. Throws `bad-session`. */
export function sessionOf(c: ApiContext): SessionRef {
  const result = v.safeParse(sessionRef, { agent: c.req.param('agent'), id: c.req.param('id') })
  if (!result.success) throw new ServerError('bad-session')
  return result.output
}

/** A number in the query from 1 to `most`; `fallback` when absent. Throws `bad-frame`. */
export function countInQuery(c: ApiContext, name: string, fallback: number, most: number): number {
  const text = c.req.query(name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return Math.min(value, most)
  throw new ServerError('bad-frame', `The parameter ${name} has to be a whole number of 1 or more.`)
}

/** An offset in the query; null when absent. Throws `bad-frame`. */
export function offsetInQuery(c: ApiContext, name: string): Offset | null {
  const text = c.req.query(name)
  if (text === undefined) return null
  if (v.is(offset, text)) return text
  throw new ServerError(
    'bad-frame',
    `The parameter ${name} has to be an offset of the log, as an earlier answer gave it.`,
  )
}

/** Reads a body up to a limit. Throws `frame-too-large` without reading on. [S7] */
export async function readBody(c: ApiContext, limitBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new ServerError('frame-too-large', `The body may have ${limitBytes} bytes, so it was not taken.`)
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) throw tooLarge()
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of c.req.raw.body ?? []) {
    length += piece.length
    if (length > limitBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
