import type { Command, Event, PartInput, WholePart } from '@sluice/protocol'
import { has } from '../record.ts'
import type { View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import { startRun } from './run.ts'
import { createIfAbsent, takeBack } from './session.ts'
import type { DecideContext, Decision } from './types.ts'

/** Gives the parts of a command their ids. [E4] */
export function withIds(parts: readonly PartInput[], context: DecideContext): WholePart[] {
  return parts.map((part, index) => ({ ...part, part: context.id(`part${index}`) }))
}

/** Refuses parts that the agent does not take, or says null. */
export function refuseParts(parts: readonly PartInput[], { rules }: DecideContext): Decision | null {
  for (const part of parts) {
    const problem = part.kind === 'data' ? (rules.checkData?.(part.name, part.data) ?? null) : null
    if (problem !== null && part.kind === 'data')
      return refuse('bad-command', `The agent does not take the data ${part.name}: ${problem}`)
  }
  return null
}

/** Adds a message and starts a run on it; while a run is open, queues it or stops that run first. [R4] */
export function sendMessage(view: View, command: Command<'message.send'>, context: DecideContext): Decision {
  const refused = refuseParts(command.parts, context)
  if (refused !== null) return refused
  const message = context.id('message')
  const parts = withIds(command.parts, context)
  const running = Object.keys(view.open.runs)
  const mode = command.mode ?? 'queue'
  if (running.length > 0 && mode !== 'interrupt')
    return accept(...takeBack(view), { type: 'message.queued', message, mode, parts })
  const stopped = running.map((run): Event => ({ type: 'run.settled', run, outcome: 'stopped' }))
  return accept(
    ...createIfAbsent(view, context),
    ...takeBack(view),
    ...stopped,
    { type: 'message.added', message, role: 'user', after: view.head, parts },
    startRun(context, message),
  )
}

/** Gives a queued message other parts. */
export function editMessage(view: View, command: Command<'message.edit'>, context: DecideContext): Decision {
  if (!view.open.queue.some(item => item.id === command.message)) {
    return refuse('not-open', 'The message is not waiting any more, so it was not changed.')
  }
  const refused = refuseParts(command.parts, context)
  if (refused !== null) return refused
  return accept({ type: 'message.edited', message: command.message, parts: withIds(command.parts, context) })
}

/** Takes a queued message back. */
export function withdrawMessage(view: View, command: Command<'message.withdraw'>): Decision {
  return view.open.queue.some(item => item.id === command.message)
    ? accept({ type: 'message.withdrawn', message: command.message })
    : refuse('not-open', 'The message is not waiting any more, so it was not taken back.')
}

/** Empties a message that is settled, or that this view does not hold any more. [S12] */
export function redactMessage(view: View, command: Command<'message.redact'>): Decision {
  const { message } = command
  if (view.session === null) return refuse('not-open', 'There is no such message, so nothing was redacted.')
  if (has(view.open.messages, message)) {
    return refuse('not-open', 'The message is still being written. Stop its run first, then redact it.')
  }
  if (view.open.queue.some(item => item.id === message)) {
    return refuse('not-open', 'The message is waiting in the queue. Withdraw it instead.')
  }
  return accept({ type: 'message.redacted', message })
}
