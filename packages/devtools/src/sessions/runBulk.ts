import { type Client, requestJson } from '@sluice/client'
import { parseView } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { type BulkAction, commandsFor } from './commandsFor.ts'

/** What came of an action on many sessions. */
export interface BulkResult {
  readonly done: number
  /** Sessions in which there was nothing to do. */
  readonly nothing: number
  readonly refused: number
  /** The first refusal in words. */
  readonly reason: string | null
}

async function runIn(client: Client, session: SessionRef, action: BulkAction): Promise<number> {
  const path = `/v1/sessions/${encodeURIComponent(session.agent)}/${encodeURIComponent(session.id)}/view`
  const view = parseView(JSON.stringify(await requestJson(client, path)))
  if (!view.ok) throw new Error(view.reason)
  const commands = commandsFor(action, view.value)
  for (const command of commands)
    await requestJson(client, '/v1/commands', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ session, commandId: client.environment.newId(), command }),
    })
  return commands.length
}

/** Does the same in many sessions, one after the other: each is looked at first, so that what has changed meanwhile is not done to it. [W4] */
export async function runBulk(
  client: Client,
  sessions: readonly SessionRef[],
  action: BulkAction,
): Promise<BulkResult> {
  let result: BulkResult = { done: 0, nothing: 0, refused: 0, reason: null }
  for (const session of sessions) {
    try {
      const count = await runIn(client, session, action)
      result =
        count === 0 ? { ...result, nothing: result.nothing + 1 } : { ...result, done: result.done + count }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      result = { ...result, refused: result.refused + 1, reason: result.reason ?? reason }
    }
  }
  return result
}
