import type { Id, ToolOutcome } from '@sluice/protocol'
import { all, type Draft, edit, peek, remove, settle } from './draft.ts'
import type { CallApproval, Part, StreamedPart, ToolCallPart } from './view.ts'

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
  outcome: ToolOutcome,
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

/** Settles a message when its step is over and none of its parts is open. */
export function closeMessageIfDone(draft: Draft, id: Id): void {
  const message = peek(draft, 'messages', id)
  if (message === null || message.step === null || peek(draft, 'steps', message.step) !== null) return
  if (message.parts.some(part => typeof part === 'string')) return
  remove(draft, 'messages', id)
  settle(draft, { ...message, status: 'settled' })
}

/** Settles a message whose model call or run was cut off: streamed parts are interrupted, tool calls cancelled. */
export function interruptMessage(draft: Draft, id: Id, at: number): void {
  const open = peek(draft, 'messages', id)
  if (open === null) return
  let cut = open.step !== null && peek(draft, 'steps', open.step) !== null
  for (const slot of open.parts) {
    const part = typeof slot === 'string' ? peek(draft, 'parts', slot) : null
    if (part === null) continue
    if (part.kind === 'tool-call') closeCall(draft, part, 'cancelled', at)
    else {
      cut = true
      closeStreamed(draft, part, 'interrupted')
    }
  }
  const message = peek(draft, 'messages', id)
  if (message === null) return
  remove(draft, 'messages', id)
  settle(draft, {
    ...message,
    parts: message.parts as readonly Part[],
    status: cut ? 'interrupted' : 'settled',
  })
}

/** Closes the model call of a step: its messages' streamed parts, and the messages that have nothing else open. */
export function closeStep(draft: Draft, step: Id, completed: boolean, at: number): void {
  const messages = all(draft, 'messages').filter(message => message.step === step)
  if (!completed) for (const message of messages) interruptMessage(draft, message.id, at)
  remove(draft, 'steps', step)
  if (!completed) return
  for (const message of messages) {
    for (const slot of message.parts) {
      const part = typeof slot === 'string' ? peek(draft, 'parts', slot) : null
      if (part !== null && part.kind !== 'tool-call') closeStreamed(draft, part, 'settled')
    }
    closeMessageIfDone(draft, message.id)
  }
}
