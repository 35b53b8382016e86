import type { Id, RunOutcome } from '@sluice/protocol'
import { get } from './record.ts'
import type { Message, Part, Run, View } from './view.ts'

function* settledBackwards(view: View): Generator<View['settled'][number][number]> {
  for (const chunk of view.settled.toReversed()) for (const entry of chunk.toReversed()) yield entry
}

/** The message with an id, open or settled, or null when the view does not hold it. Walks back from the newest. */
export function findMessage(view: View, id: Id): Message | null {
  const open = get(view.open.messages, id)
  if (open !== null) return open
  for (const entry of settledBackwards(view)) if (entry.kind === 'message' && entry.id === id) return entry
  return null
}

/** The run with an id, open or settled, or null when the view does not hold it. */
export function findRun(view: View, id: Id): Run | null {
  const open = get(view.open.runs, id)
  if (open !== null) return open
  for (const entry of settledBackwards(view)) if (entry.kind === 'run' && entry.id === id) return entry
  return null
}

/** The part with an id, or null. Walks back from the newest message. */
export function findPart(view: View, id: Id): Part | null {
  const open = get(view.open.parts, id)
  if (open !== null) return open
  for (const message of Object.values(view.open.messages)) {
    for (const part of message.parts) if (typeof part !== 'string' && part.id === id) return part
  }
  for (const entry of settledBackwards(view)) {
    if (entry.kind !== 'message') continue
    for (const part of entry.parts) if (typeof part !== 'string' && part.id === id) return part
  }
  return null
}

/** A message's parts, with those that are open in the place of their ids. */
export function partsOf(view: View, message: Message): readonly Part[] {
  return message.parts.flatMap(slot => (typeof slot === 'string' ? (get(view.open.parts, slot) ?? []) : slot))
}

/** The messages of the line that the view holds, oldest first. [E10] */
export function lineOf(view: View): readonly Id[] {
  const messages = new Map<Id, Message>()
  for (const entry of settledBackwards(view)) if (entry.kind === 'message') messages.set(entry.id, entry)
  for (const message of Object.values(view.open.messages)) messages.set(message.id, message)
  const line: Id[] = []
  let message = view.head === null ? undefined : messages.get(view.head)
  while (message !== undefined) {
    line.push(message.id)
    // A log that a hostile writer made may go in circles.
    messages.delete(message.id)
    message = message.after === null ? undefined : messages.get(message.after)
  }
  return line.reverse()
}

/** The messages that follow the same message as one does, itself included, in the order in which they settled, and its place among them. [E10] */
export function branchesOf(
  view: View,
  { id, after }: Message,
): { readonly siblings: readonly Id[]; readonly place: number } {
  const held = [...settledBackwards(view)].reverse()
  const siblings = [...held, ...Object.values(view.open.messages)].flatMap(entry =>
    entry.kind === 'message' && entry.after === after ? entry.id : [],
  )
  return { siblings, place: siblings.indexOf(id) }
}

/** The newest run: the open one that started last, else the one that settled last, or null. */
export function newestRun(view: View): Run | null {
  const open = Object.values(view.open.runs)
  if (open.length > 0) return open.reduce((newest, run) => (run.startedAt >= newest.startedAt ? run : newest))
  for (const chunk of view.settled.toReversed()) {
    const run = chunk.findLast(entry => entry.kind === 'run')
    if (run !== undefined) return run
  }
  return null
}

/** What a run is doing, in one word. */
export type RunStatus =
  | 'running'
  | 'waiting-for-approval'
  | 'waiting-for-worker'
  | 'delayed'
  | RunOutcome
  | 'cut'

/**
 * What a run is doing. It waits for an approval when nothing of it goes on besides; `writer` tells whether a process that can run the
 * agent holds the session. [C2]
 */
export function runStatus(view: View, run: Run, writer: boolean): RunStatus {
  if (run.status !== 'open') return run.status
  const asks = Object.values(view.open.approvals).some(approval => approval.run === run.id)
  const steps = Object.values(view.open.steps).filter(step => step.run === run.id)
  if (asks && !steps.some(step => step.kind === 'model') && !hasWorkingCall(view, run))
    return 'waiting-for-approval'
  if (!writer) return 'waiting-for-worker'
  return steps.some(step => step.delayed !== null) ? 'delayed' : 'running'
}

function hasWorkingCall(view: View, run: Run): boolean {
  return Object.values(view.open.parts).some(
    part =>
      part.kind === 'tool-call' &&
      part.status !== 'awaiting-approval' &&
      get(view.open.messages, part.message)?.run === run.id,
  )
}
