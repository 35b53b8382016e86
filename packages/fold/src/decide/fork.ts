import type { Command, Event } from '@sluice/protocol'
import { findMessage, lineOf } from '../select.ts'
import { applyPatch } from '../state/applyPatch.ts'
import type { Message, View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import { resendMessage } from './branch.ts'
import { startRun } from './run.ts'
import { checkState } from './state.ts'
import type { DecideContext, Decision } from './types.ts'

const isAnswered = ({ role, status, parts }: Message): boolean =>
  role === 'user' ||
  (status === 'settled' && parts.some(part => typeof part !== 'string' && part.kind === 'tool-call'))

/** What a new run goes on from: the newest message that is a question, or an answer whose tool calls a model can be told of. */
function placeToGoOn(view: View): Message | null {
  let message = view.head === null ? null : findMessage(view, view.head)
  while (message !== null && !isAnswered(message))
    message = message.after === null ? null : findMessage(view, message.after)
  return message
}

function goOn(view: View, context: DecideContext): Decision {
  const place = placeToGoOn(view)
  const asked = lineOf(view).findLast(id => findMessage(view, id)?.role === 'user')
  if (place === null || asked === undefined)
    return refuse(
      'bad-command',
      'There is nothing to go on with at this place. Fork where a person has asked.',
    )
  const chosen: Event[] = place.id === view.head ? [] : [{ type: 'message.chosen', message: place.id }]
  return accept(...chosen, startRun(context, asked))
}

/**
 * The events that change what a fork is to have otherwise, and start its run. The view is the whole one of the copied log, behind its `session.forked`.
 * Pure. [S14] [F8]
 */
export function decideFork(view: View, command: Command<'session.fork'>, context: DecideContext): Decision {
  const { message, patch } = command
  const patched: Event[] = []
  if (patch !== undefined) {
    const result = applyPatch(view.state, patch)
    const reason = result.ok ? checkState(result.value, context.rules) : result.reason
    if (reason !== null) return refuse('state-refused', reason)
    patched.push({ type: 'state.patched', patch })
  }
  const rest =
    message === undefined
      ? command.goOn === true
        ? goOn(view, context)
        : accept()
      : resendMessage(view, { type: 'message.resend', ...message }, context)
  return rest.ok ? accept(...patched, ...rest.events) : rest
}
