import type { Command, CommandType } from '@sluice/protocol'
import type { View } from '../view.ts'
import { decideApproval } from './approval.ts'
import { chooseMessage, resendMessage, retryMessage } from './branch.ts'
import { editMessage, redactMessage, sendMessage, withdrawMessage } from './message.ts'
import { stopRun } from './run.ts'
import {
  archiveSession,
  createSession,
  deleteSession,
  forkSession,
  renameSession,
  unarchiveSession,
} from './session.ts'
import { patchState } from './state.ts'
import { answerCall, claimCall, releaseCall } from './tool.ts'
import type { DecideContext, Decision } from './types.ts'

type Decider<T extends CommandType> = (view: View, command: Command<T>, context: DecideContext) => Decision

const deciders: { readonly [T in CommandType]: Decider<T> } = {
  'session.create': createSession,
  'session.fork': forkSession,
  'session.rename': renameSession,
  'session.archive': archiveSession,
  'session.unarchive': unarchiveSession,
  'message.send': sendMessage,
  'message.edit': editMessage,
  'message.withdraw': withdrawMessage,
  'message.retry': retryMessage,
  'message.resend': resendMessage,
  'message.choose': chooseMessage,
  'message.redact': redactMessage,
  'session.delete': deleteSession,
  'run.stop': stopRun,
  'approval.decide': decideApproval,
  'tool.claim': claimCall,
  'tool.release': releaseCall,
  'tool.answer': answerCall,
  'state.patch': patchState,
}

/**
 * Turns a command into the events that carry it out at the head of a log, or into a refusal. Pure: the session's one writer runs it on its
 * view at the head, and the scripted agent and the tests run the same code. [F8]
 */
export function decide<T extends CommandType>(
  view: View,
  command: Command<T>,
  context: DecideContext,
): Decision {
  const decider = deciders[command.type] as Decider<T>
  return decider(view, command, context)
}
