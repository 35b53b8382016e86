import type { Command, Event, Id } from '@sluice/protocol'
import { get } from '../record.ts'
import type { Approval, View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import { checkJsonSchema } from './jsonSchema.ts'
import type { DecideContext, Decision } from './types.ts'

/** What is wrong with an answer, or null. */
function problemOf({ schema }: Approval, command: Command<'approval.decide'>): string | null {
  const { decision, answer } = command
  if (decision === 'denied') {
    const isMore = command.arguments !== undefined || answer !== undefined
    return isMore
      ? 'Arguments can be edited and answers given only together with an approval; leave them out to deny.'
      : null
  }
  if (schema === null)
    return answer === undefined ? null : 'The question is for a yes or no. Leave the answer out.'
  if (command.arguments !== undefined)
    return 'The question is not about the arguments of a tool. Give an answer instead.'
  if (answer === undefined)
    return 'The question asks for more than a yes. Give an answer that fits its schema.'
  const problem = checkJsonSchema(schema, answer)
  return problem === null ? null : `The answer does not fit the question: ${problem.trim()}.`
}

/** Answers an open approval. A denied tool call is settled with it; one that had only asked goes on. */
export function decideApproval(
  view: View,
  command: Command<'approval.decide'>,
  { via }: Pick<DecideContext, 'via'>,
): Decision {
  const approval = get(view.open.approvals, command.approval)
  if (approval === null) {
    return refuse(
      'not-open',
      'The approval was answered, expired or withdrawn before, so this answer changed nothing.',
    )
  }
  const problem = problemOf(approval, command)
  if (problem !== null) return refuse('bad-command', problem)
  const { decision, reason } = command
  const { type: _, ...given } = command
  const decided: Event = { type: 'approval.decided', ...given, ...(via === undefined ? {} : { via }) }
  if (decision === 'approved' || approval.call === null || approval.schema !== null) return accept(decided)
  return accept(decided, deniedCall(approval.call, reason))
}

/** Settles a call that a person, or nobody in time, denied. */
function deniedCall(call: Id, reason: string | undefined): Event {
  const message =
    reason === undefined ? 'A person denied this tool call.' : `A person denied this tool call: ${reason}`
  return { type: 'tool.settled', call, outcome: 'denied', error: { code: 'denied', message } }
}

/** The event that closes an approval that nobody answered in time, as a list; none while it is not due or is not open any more. */
export function expireApproval(view: View, approval: Id, at: number): Event[] {
  const { expiresAt = null } = get(view.open.approvals, approval) ?? {}
  return expiresAt === null || expiresAt > at ? [] : [{ type: 'approval.expired', approval }]
}
