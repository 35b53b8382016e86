import type { Command, Id } from '@sluice/protocol'
import { get } from '../record.ts'
import type { ToolCallPart, View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import type { DecideContext, Decision } from './types.ts'

function callOf(view: View, command: { readonly call: Id }): ToolCallPart | null {
  const part = get(view.open.parts, command.call)
  return part?.kind === 'tool-call' ? part : null
}

/** Tells whether a call is in the hands of who asks, by the claim that is named. */
const isClaimedBy = (call: ToolCallPart, claim: string | undefined, { actor }: DecideContext): boolean =>
  call.status === 'running' && call.claim?.id === claim && call.claim?.by?.id === actor.id

const lost =
  'The call is settled or in the hands of another page, so this page has nothing more to do for it.'

/** Takes on a call that is offered to pages. One wins; a claim that is said again has no further effect. [R17] */
export function claimCall(view: View, command: Command<'tool.claim'>, context: DecideContext): Decision {
  const call = callOf(view, command)
  if (call === null || call.claim === null)
    return refuse('not-open', 'The call is not there for a page to take, so there is nothing to do.')
  if (command.claim !== undefined)
    return isClaimedBy(call, command.claim, context) ? accept() : refuse('not-open', lost)
  return call.status === 'ready'
    ? accept({ type: 'tool.started', call: call.id, attempt: call.attempt + 1 })
    : refuse('not-open', lost)
}

/** Lets go of a call that the page has claimed and does not end. [R17] */
export function releaseCall(view: View, command: Command<'tool.release'>, context: DecideContext): Decision {
  const call = callOf(view, command)
  if (call === null || !isClaimedBy(call, command.claim, context)) return refuse('not-open', lost)
  return accept({ type: 'tool.offered', call: call.id, reason: 'The page that had claimed it let go of it.' })
}

/** Settles a call with what the page that claimed it made of it. [R17] */
export function answerCall(view: View, command: Command<'tool.answer'>, context: DecideContext): Decision {
  const call = callOf(view, command)
  if (call === null || !isClaimedBy(call, command.claim, context)) return refuse('not-open', lost)
  const { output = { json: null }, error } = command
  if (error !== undefined) {
    if (command.output !== undefined)
      return refuse('bad-command', 'A call ends with an output or with an error. Leave one of them out.')
    const failure = { code: 'tool-failed', message: error }
    return accept({ type: 'tool.settled', call: call.id, outcome: 'failed', error: failure })
  }
  const problem = 'json' in output ? (context.rules.checkAnswer?.(call.tool, output.json) ?? null) : null
  if (problem !== null) return refuse('bad-command', `The answer does not fit the tool: ${problem}`)
  return accept({ type: 'tool.settled', call: call.id, outcome: 'completed', output })
}
