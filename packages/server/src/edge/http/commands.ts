import { type Command, command, type Id, id, type SessionRef, sessionRef } from '@sluice/protocol'
import * as v from 'valibot'
import type { Hub } from '../../hub/types.ts'
import { ServerError } from '../../ServerError.ts'
import { type ApiContext, admit, readBody } from './context.ts'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ServerError('bad-frame', 'The body is not JSON, so nothing was done.', { cause })
  }
}

function parseBody(text: string): { session: SessionRef; commandId: Id; command: Command } {
  const input = parseJson(text)
  const body = v.safeParse(v.object({ session: v.unknown(), commandId: id, command: v.unknown() }), input)
  if (!body.success)
    throw new ServerError(
      'bad-frame',
      'The body has to be `{ session, commandId, command }`, so nothing was done.',
    )
  const session = v.safeParse(sessionRef, body.output.session)
  if (!session.success) throw new ServerError('bad-session')
  const parsed = v.safeParse(command, body.output.command)
  if (!parsed.success) throw new ServerError('bad-command')
  return { session: session.output, commandId: body.output.commandId, command: parsed.output }
}

/** `POST /v1/commands`: runs one command and answers like the frame would. [W4] [W5] */
export async function postCommand(hub: Hub, c: ApiContext): Promise<Response> {
  const principal = await admit(hub, c)
  const bytes = await readBody(c, hub.limits.frameBytes)
  const body = parseBody(new TextDecoder().decode(bytes))
  const answer = await hub.command(principal, body.session, body.commandId, body.command, { via: 'http' })
  if (answer.ok) return c.json({ commandId: body.commandId, offset: answer.offset })
  throw new ServerError(
    answer.code,
    answer.message,
    answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs },
  )
}
