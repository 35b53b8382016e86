import type { View } from '@sluice/fold'
import { type Envelope, type Event, type EventType, type Id, isEvent } from '@sluice/protocol'
import { createStreamedArguments, type StreamedArguments } from '../json/createStreamedArguments.ts'

/** What becomes of a tool call in a fork. */
export type ForkedCall =
  /** It had ended before the cut: a model is told its output again, and its code does not run. */
  | 'answered'
  /** Its output is another one. */
  | 'changed'
  /** It had not ended: it is closed as cut, and what it did is done. */
  | 'cut'
  /** It belongs to what is said again, so the model may call it again. */
  | 'again'
  /** It came after the cut, so the model may call it, or something else. */
  | 'later'

/** A tool call of the session that is forked. */
export interface ForkEffect {
  readonly call: Id
  readonly tool: string
  readonly arguments: unknown
  readonly effect: ForkedCall
  /** Where it was called. */
  readonly position: number
}

/** What a fork at a place comes to. */
export interface ForkEffects {
  readonly calls: readonly ForkEffect[]
  /** What the fork does not have of what was open at the cut. */
  readonly dropped: {
    readonly approvals: number
    readonly timers: number
    readonly queued: number
    readonly fibers: number
  }
}

/** What is to be otherwise in a fork. */
export interface ForkChange {
  /** A person's message that is said again in other words. */
  readonly message: Id | null
  /** A tool call with another output. */
  readonly call: Id | null
  /** Whether the fork begins with a run. */
  readonly isRun: boolean
}

/** The log that is forked. */
export interface ForkedLog {
  readonly envelopes: readonly Envelope[]
  readonly count: number
  /** The last position that is copied, and the view there. */
  readonly cut: number
  readonly view: View
}

interface Called {
  readonly call: Id
  readonly message: Id
  readonly tool: string
  arguments: unknown
  settledAt: number | null
  readonly position: number
}

/** Reads a log up to its end, for what a fork at a position would do. */
interface Reading {
  readonly calls: Called[]
  readonly after: Map<Id, Id | null>
  readonly streamed: StreamedArguments
}

type Reader<T extends EventType> = (
  event: Event<T>,
  reading: Reading,
  position: number,
  isCopied: boolean,
) => void

const readers: { readonly [T in EventType]?: Reader<T> } = {
  'message.added': ({ message, after }, reading, _, isCopied) => {
    if (isCopied) reading.after.set(message, after)
  },
  'tool.called': ({ call, message, tool }, { calls }, position) => {
    calls.push({ call, message, tool, arguments: null, settledAt: null, position })
  },
  'part.delta': ({ part, text }, { calls, streamed }) => {
    if (calls.at(-1)?.settledAt === null) streamed.add(part, text)
  },
  'tool.ready': (event, { calls, streamed }) => {
    const found = calls.findLast(({ call }) => call === event.call)
    if (found !== undefined) found.arguments = streamed.of(event.call, event.arguments)
  },
  'tool.settled': (event, { calls }, position) => {
    const found = calls.findLast(({ call }) => call === event.call)
    if (found !== undefined) found.settledAt = position
  },
}

/** Says which tool calls a fork answers from the log and which may run again, before it is made. Pure. [D7 S14] */
export function forkEffects(log: ForkedLog, change: ForkChange): ForkEffects {
  const { envelopes, count, cut, view } = log
  const reading: Reading = { calls: [], after: new Map(), streamed: createStreamedArguments() }
  for (let position = 0; position < count; position++) {
    const event = envelopes[position]?.event
    if (event === undefined) continue
    const type = event.type as EventType
    const reader = Object.hasOwn(readers, type) ? readers[type] : undefined
    if (reader === undefined || !isEvent(type, event)) continue
    ;(reader as Reader<never>)(event as never, reading, position, position <= cut)
  }
  const { approvals, timers, fibers, queue } = view.open
  const calls = reading.calls.map(
    ({ call, message, tool, arguments: given, settledAt, position }): ForkEffect => {
      const effectOf = (): ForkedCall => {
        if (position > cut) return 'later'
        if (change.message !== null && isBehind(reading.after, message, change.message)) return 'again'
        if (call === change.call) return 'changed'
        return settledAt === null || settledAt > cut ? 'cut' : 'answered'
      }
      return { call, tool, arguments: given, position, effect: effectOf() }
    },
  )
  return {
    // Without a run the model is not asked for anything.
    calls: change.isRun ? calls : calls.filter(({ effect }) => effect !== 'later'),
    dropped: {
      approvals: Object.keys(approvals).length,
      timers: Object.keys(timers).length,
      fibers: Object.keys(fibers).length,
      queued: queue.length,
    },
  }
}

/** Whether a message follows another in its branch. */
function isBehind(after: ReadonlyMap<Id, Id | null>, message: Id, first: Id): boolean {
  const seen = new Set<Id>()
  for (let at: Id | null = message; at !== null && !seen.has(at); at = after.get(at) ?? null) {
    if (at === first) return true
    seen.add(at)
  }
  return false
}
