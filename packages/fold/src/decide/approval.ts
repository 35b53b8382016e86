import type { Command, Event } from '@sluice/protocol'
import { get } from '../record.ts'
import type { View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import type { Decision } from './types.ts'

/** Answers an open approval. A denied tool call is settled with it. */
export function decideApproval(view: View, command: Command<'approval.decide'>): Decision {
  const approval = get(view.open.approvals, command.approval)
  if (approval === null) {
    return refuse(
      'not-open',
      'The approval was answered, expired or withdrawn before, so this answer changed nothing.',
    )
  }
  const { decision, reason } = command
  if (decision === 'denied' && command.arguments !== undefined) {
    return refuse(
      'bad-command',
      'Arguments can be edited only together with an approval; leave them out to deny.',
    )
  }
  const decided: Event = {
    type: 'approval.decided',
    approval: command.approval,
    decision,
    ...(reason === undefined ? {} : { reason }),
    ...(command.arguments === undefined ? {} : { arguments: command.arguments }),
  }
  if (decision === 'approved' || approval.call === null) return accept(decided)
  const message =
    reason === undefined ? 'A person denied this tool call.' : `A person denied this tool call: ${reason}`
  return accept(decided, {
    type: 'tool.settled',
    call: approval.call,
    outcome: 'denied',
    error: { code: 'denied', message },
  })
}
