import type { Command, Event } from '@sluice/protocol'
import type { CommandAnswer, Hub, Principal, SessionHandle } from '@sluice/server'
import { agentActor } from '@sluice/testkit'

/** The principal of a hub without authentication. */
export const local: Principal = { id: 'local', tenant: 'local', expiresAt: null }

/** The session of most tests. */
export const ref = { agent: 'triage', id: 'a' }

/** A command that says something. */
export const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

/** Sends a command as the local principal to session `a`. */
export function command(hub: Hub, commandId: string, body: Command, id = 'a'): Promise<CommandAnswer> {
  return hub.command(local, { agent: 'triage', id }, commandId, body)
}

/** Appends in the name of the agent. */
export function append(session: SessionHandle, ...events: readonly Event[]): Promise<string | null> {
  return session.append(agentActor, () => events)
}

/** The events with which a session, a run, a model step and a message with one open text part begin. */
export const opening: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'local' },
  {
    type: 'message.added',
    message: 'q1',
    role: 'user',
    after: null,
    parts: [{ part: 'q1t', kind: 'text', text: 'Why?' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'q1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm1', role: 'assistant', after: 'q1', run: 'r1', step: 's1' },
  { type: 'part.added', message: 'm1', part: 'p1', kind: 'text' },
]

/** A delta of the part that {@link opening} opened. */
export const delta = (from: number, text: string): Event => ({ type: 'part.delta', part: 'p1', from, text })

/** Appends deltas of a length to the open part until so much text came, a batch at a time; returns how many events. */
export async function stream(
  session: SessionHandle,
  total: number,
  length = 1000,
  batch = 20,
): Promise<number> {
  let from = 0
  let count = 0
  for (const part of Object.values(session.view().open.parts)) if ('text' in part) from = part.text.length
  const end = from + total
  while (from < end) {
    const events: Event[] = []
    for (let index = 0; index < batch && from < end; index++) {
      events.push(delta(from, 'x'.repeat(length)))
      from += length
      count += 1
    }
    await append(session, ...events)
  }
  return count
}
