import type { Command, Offset, SessionRef } from '@sluice/protocol'
import type { Client } from './Client.ts'

/** Sends a command and waits until its first event is durable. One that is refused is not kept; rejects with what a person can read. */
export async function sendCommand(client: Client, session: SessionRef, command: Command): Promise<Offset> {
  const store = client.session(session)
  // A session without a reader has no subscription, and what is sent there has nobody to see its effect.
  const leave = store.subscribe(() => undefined)
  const { commandId, accepted } = store.send(command)
  try {
    return await accepted
  } catch (error) {
    store.discard(commandId)
    throw error
  } finally {
    leave()
  }
}
