import type { Id } from '@sluice/protocol'
import { all, type Draft, edit, peek, remove, settle } from './draft.ts'
import type { CallApproval, Message, StreamedPart, ToolCallPart } from './view.ts'

function putIntoMessage(draft: Draft, part: StreamedPart | ToolCallPart): void {
  remove(draft, 'parts', part.id)
  const message = edit(draft, 'messages', part.message)
  message.parts = message.parts.with(message.parts.lastIndexOf(part.id), part)
}

/** Settles a streamed part. */
export function closeStreamed(draft: Draft, part: StreamedPart, status: 'settled' | 'interrupted'): void {
  putIntoMessage(draft, { ...part, status })
}

/** Settles a tool call; an approval that is still asked for goes with it. */
export function closeCall(
  draft: Draft,
  call: ToolCallPart,
  outcome: ToolCallPart['status'],
  at: number,
  rest?: Partial<ToolCallPart>,
): void {
  let approval: CallApproval | null = call.approval
  if (approval?.status === 'requested') {
    remove(draft, 'approvals', approval.id)
    approval = { ...approval, status: 'withdrawn' }
  }
  putIntoMessage(draft, { ...call, ...rest, approval, status: outcome, settledAt: at })
}

/** The parts of a message that are open. */
export function openParts(draft: Draft, message: Message): (StreamedPart | ToolCallPart)[] {
  return message.parts.flatMap(slot => (typeof slot === 'string' ? (peek(draft, 'parts', slot) ?? []) : []))
}

function closeMessage(draft: Draft, id: Id, status: Message['status']): void {
  const message = peek(draft, 'messages', id) as Message
  remove(draft, 'messages', id)
  settle(draft, { ...message, status })
}

const isStepOpen = (draft: Draft, { step }: Message) => step !== null && peek(draft, 'steps', step) !== null

/** Settles a message when its step is over and none of its parts is open. */
export function closeMessageIfDone(draft: Draft, id: Id): void {
  const message = peek(draft, 'messages', id)
  if (message?.step && !isStepOpen(draft, message) && openParts(draft, message).length === 0)
    closeMessage(draft, id, 'settled')
}

/** Settles a message whose model call or run was cut off: streamed parts are interrupted, tool calls cancelled or cut. */
export function interruptMessage(
  draft: Draft,
  message: Message,
  at: number,
  outcome: 'cancelled' | 'cut' = 'cancelled',
): void {
  let isCut = isStepOpen(draft, message)
  for (const part of openParts(draft, message)) {
    if (part.kind === 'tool-call') closeCall(draft, part, outcome, at)
    else {
      isCut = true
      closeStreamed(draft, part, 'interrupted')
    }
  }
  closeMessage(draft, message.id, isCut ? 'interrupted' : 'settled')
}

/** Closes the model call of a step: its messages' streamed parts, and the messages that have nothing else open. */
export function closeStep(draft: Draft, step: Id, isCompleted: boolean, at: number): void {
  const messages = all(draft, 'messages').filter(message => message.step === step)
  if (!isCompleted) for (const message of messages) interruptMessage(draft, message, at)
  remove(draft, 'steps', step)
  if (!isCompleted) return
  for (const message of messages) {
    for (const part of openParts(draft, message))
      if (part.kind !== 'tool-call') closeStreamed(draft, part, 'settled')
    closeMessageIfDone(draft, message.id)
  }
}
