import type { Command, Event, Id } from '@sluice/protocol'
import { findMessage } from '../select.ts'
import type { Message, View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import { refuseParts, withIds } from './message.ts'
import { startRun } from './run.ts'
import { takeBack } from './session.ts'
import type { DecideContext, Decision } from './types.ts'

type Found = { readonly ok: true; readonly message: Message } | Exclude<Decision, { ok: true }>

/** The message that a branch begins at or leads to, or why there can be none. */
function findBranch(view: View, id: Id): Found {
  const refusal = (...[code, message]: Parameters<typeof refuse>): Found => refuse(code, message) as Found
  if (Object.keys(view.open.runs).length > 0) {
    return refusal(
      'not-idle',
      'A run is going on, and another branch would cut it off from its question. Stop it or wait for its end.',
    )
  }
  if (view.open.queue.some(item => item.id === id))
    return refusal('not-open', 'The message still waits, so it has no branch yet. Edit it or take it back.')
  const message = findMessage(view, id)
  if (message === null) {
    return refusal(
      'not-found',
      view.settledBefore > 0
        ? 'The message is not there, or is older than what the session keeps at hand, so no branch can begin or be found at it. Choose a newer one.'
        : 'There is no such message in this session.',
    )
  }
  return message.redacted
    ? refusal('not-open', 'The message was redacted, so there is nothing left to go back to.')
    : { ok: true, message }
}

/** Goes back to the message that an answer answers and starts a run on it; the old answer stays as another branch. [E10] */
export function retryMessage(
  view: View,
  command: Command<'message.retry'>,
  context: DecideContext,
): Decision {
  const found = findBranch(view, command.message)
  if (!found.ok) return found
  let asked = found.message
  while (asked.role === 'assistant') {
    const before = findBranch(view, asked.after ?? '')
    if (!before.ok) return before
    asked = before.message
  }
  return accept(...takeBack(view), { type: 'message.chosen', message: asked.id }, startRun(context, asked.id))
}

/** Adds a person's message beside the one that it says again, and starts a run on it. [E10] */
export function resendMessage(
  view: View,
  command: Command<'message.resend'>,
  context: DecideContext,
): Decision {
  const found = findBranch(view, command.message)
  if (!found.ok) return found
  const { role, after } = found.message
  if (role !== 'user')
    return refuse('bad-command', 'Only what a person said can be said again. Retry an answer instead.')
  const refused = refuseParts(command.parts, context)
  if (refused !== null) return refused
  const message = context.id('message')
  const parts = withIds(command.parts, context)
  return accept(
    ...takeBack(view),
    { type: 'message.added', message, role, after, parts },
    startRun(context, message),
  )
}

/** The newest message of the branch that a message is in: the way down takes what was added last. */
function newestBelow(view: View, from: Message): Id {
  const newest = new Map<Id, Id>()
  for (const chunk of view.settled)
    for (const entry of chunk)
      if (entry.kind === 'message' && entry.after !== null) newest.set(entry.after, entry.id)
  let id = from.id
  for (let below = newest.get(id); below !== undefined; below = newest.get(id)) {
    // A log that a hostile writer made may go in circles.
    newest.delete(id)
    id = below
  }
  return id
}

/** Makes the branch of a message the line. [E10] */
export function chooseMessage(view: View, command: Command<'message.choose'>): Decision {
  const found = findBranch(view, command.message)
  if (!found.ok) return found
  const event: Event = { type: 'message.chosen', message: newestBelow(view, found.message) }
  return accept(event)
}
