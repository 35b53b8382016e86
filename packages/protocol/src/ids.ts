import * as v from 'valibot'

/** An id of a message, part, run, step, tool call, approval or command: 1 to 64 of `[A-Za-z0-9_-]`, unique in its session. [E4] */
export type Id = string

/** A session's own id within its tenant and agent: 1 to 128 of `[A-Za-z0-9._~-]`. [S11] */
export type SessionId = string

/** Schema of an {@link Id}. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))

/** Schema of a {@link SessionId}. */
export const sessionId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{1,128}$/))

/** Schema of an agent's, tool's, or data part's name: 1 to 64 of `[A-Za-z0-9_.-]`. */
export const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,64}$/))

/** Schema of a count or a length: a safe integer of 0 or more. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Names a session as a client does: the tenant is never named, it comes from the principal. [S6] */
export interface SessionRef {
  readonly agent: string
  readonly id: SessionId
}

/** Schema of a {@link SessionRef}. */
export const sessionRef = v.object({ agent: name, id: sessionId })
