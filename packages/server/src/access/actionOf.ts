import type { CommandType } from '@sluice/protocol'
import type { Action } from './types.ts'

/** What a principal has to be allowed to do for a command. [S6] */
export const actionOf: Readonly<Record<CommandType, Action>> = {
  'session.create': 'create',
  'session.fork': 'create',
  'session.rename': 'send',
  'session.archive': 'send',
  'session.unarchive': 'send',
  'message.send': 'send',
  'message.edit': 'send',
  'message.withdraw': 'send',
  'message.retry': 'send',
  'message.resend': 'send',
  'message.choose': 'send',
  'message.redact': 'redact',
  'session.delete': 'delete',
  'run.stop': 'stop',
  'approval.decide': 'decide',
  'tool.claim': 'send',
  'tool.release': 'send',
  'tool.answer': 'send',
  'state.patch': 'patch',
}
