import { createHash } from 'node:crypto'
import { findMessage, get, newestRun, partsOf, settleRun, type View } from '@sluice/fold'
import type { Actor, Event, Id, Usage } from '@sluice/protocol'
import type { SessionHandle, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { addUsage } from '../usage/usage.ts'

/** Where a child hangs. */
export interface Birth {
  readonly parent: SessionKey
  readonly call: Id
  readonly depth: number
}

const hash = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 22)

/** The id of the child that a call opens, so that opening twice is opening once. [R9] */
export const childId = ({ agent, id }: SessionKey, call: Id, number: number): Id =>
  `sub_${hash(agent, id, call, number)}`

/** The events that begin a child, or none when it has begun. Throws a RuntimeError when another session has its id. [R9] */
export function beginChild(
  view: View,
  agent: Agent,
  id: Id,
  { parent, call, depth }: Birth,
  given: { readonly owner: string; readonly text: string; readonly title: string | null },
): readonly Event[] | null {
  if (view.session !== null) {
    const found = view.session.parent
    if (found?.agent === parent.agent && found.id === parent.id && found.call === call) return null
    throw new RuntimeError(
      'subsession-failed',
      `There is a session ${agent.name}/${id} that this call did not open, so its subsession cannot begin. Delete that session.`,
    )
  }
  const { initialState } = agent.rules
  const message = `msg_${hash(id, 'message')}`
  return [
    {
      type: 'session.created',
      agent: agent.name,
      owner: given.owner,
      ...(given.title === null ? {} : { title: given.title.slice(0, 200) }),
      ...(initialState === undefined ? {} : { state: initialState }),
      parent: { agent: parent.agent, id: parent.id, call, depth },
    },
    {
      type: 'message.added',
      message,
      role: 'user',
      after: null,
      parts: [{ part: `part_${hash(id, 'part')}`, kind: 'text', text: given.text }],
    },
    { type: 'run.started', run: `run_${hash(id, 'run')}`, trigger: message, definition: agent.definition },
  ]
}

/** Tells whether a child has nothing more to do. */
export const isDone = (view: View): boolean => Object.keys(view.open.runs).length === 0

/** What a child used, with its own subsessions. */
export const usageOf = ({ totals }: View): Usage => addUsage(totals.usage, totals.subsessions)

/** What a child that is done said. Throws a RuntimeError when it did not come to an answer. */
export function answerOf(view: View, name: string): string {
  if (view.lastOutcome === 'completed') {
    const head = view.head === null ? null : findMessage(view, view.head)
    const parts = head === null ? [] : partsOf(view, head)
    return parts.flatMap(part => (part.kind === 'text' ? part.text : [])).join('\n\n')
  }
  const reason =
    view.lastOutcome === 'failed'
      ? `failed: ${newestRun(view)?.error?.message ?? 'no reason given'}`
      : 'was stopped.'
  throw new RuntimeError('subsession-failed', `The subsession of ${name} ${reason}`)
}

/** Tells a parent how its child ended, unless it knows. [R9] */
export async function reportChild(parent: SessionHandle, actor: Actor, id: Id, child: View): Promise<void> {
  const { lastOutcome, offset } = child
  await parent.append(actor, view =>
    get(view.open.subsessions, id) === null
      ? null
      : [
          {
            type: 'subsession.settled',
            subsession: id,
            outcome: lastOutcome ?? 'stopped',
            ...(offset === null ? {} : { offset }),
            usage: usageOf(child),
          },
        ],
  )
}

/** Stops what goes on in a child. [R4] */
export async function stopChild(
  child: SessionHandle,
  actor: Actor,
  agent: Agent,
  newId: (kind: string) => Id,
): Promise<void> {
  await child.append(actor, view =>
    Object.keys(view.open.runs).flatMap(run =>
      settleRun(view, run, 'stopped', { id: newId, rules: agent.rules }),
    ),
  )
}
