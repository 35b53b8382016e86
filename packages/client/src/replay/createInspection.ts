import type { View } from '@sluice/fold'
import type { LogView } from '../log/LogView.ts'
import type { Readable } from '../readable.ts'
import { createTimeline } from './createTimeline.ts'

/** A log and how far it is folded. */
export interface InspectionSnapshot {
  readonly log: LogView
  readonly folded: number
  /** The view at the head as it was when last everything was read and folded; null before the first time. [C4] */
  readonly live: View | null
}

/** A log that is being looked at, with its view at any position. */
export interface Inspection {
  getSnapshot(): InspectionSnapshot
  subscribe(listener: () => void): () => void
  /** The view just after a position of the log; null when the fold is not there yet. [C9] */
  viewAt(position: number): View | null
}

/** The time and the turns that folding takes; handed in. [X1] */
export interface FoldingTime {
  /** A clock in ms that never goes back. */
  now(): number
  /** Calls back as soon as the page had its turn; returns a function that cancels it. */
  yieldToPage(run: () => void): () => void
}

/** A frame has 16 ms; half of it is left to the page. [C4] */
const SLICE_MS = 8

/** Makes the inspection of a log. It reads and folds while it has a subscriber, and gives way to the page every 8 ms. [C4 C9] */
export function createInspection(source: Readable<LogView>, time: FoldingTime): Inspection {
  let timeline = createTimeline()
  let history = source.getSnapshot().envelopes
  const listeners = new Set<() => void>()
  let snapshot: InspectionSnapshot = { log: source.getSnapshot(), folded: 0, live: null }
  let cancelSlice: (() => void) | null = null
  let unsubscribe: (() => void) | null = null

  /** Another array is another history. */
  const begin = ({ envelopes }: LogView) => {
    history = envelopes
    timeline = createTimeline()
  }

  /** What is there; nothing of a history that went while nobody was subscribed. */
  const getSnapshot = () => {
    const log = source.getSnapshot()
    if (unsubscribe === null && log.envelopes !== history) {
      begin(log)
      snapshot = { log, folded: 0, live: null }
    }
    return snapshot
  }

  const foldSlice = () => {
    cancelSlice = null
    const log = source.getSnapshot()
    if (log.envelopes !== history) begin(log)
    const end = time.now() + SLICE_MS
    const isDone = timeline.advance(log.envelopes, log.count, () => time.now() < end)
    if (!isDone) cancelSlice = time.yieldToPage(foldSlice)
    const folded = timeline.folded()
    const isWhole = isDone && (log.phase === 'live' || log.phase === 'closed')
    const kept = log.envelopes === snapshot.log.envelopes ? snapshot.live : null
    const live = isWhole ? timeline.viewAt(folded - 1) : kept
    if (snapshot.log === log && snapshot.folded === folded && snapshot.live === live) return
    snapshot = { log, folded, live }
    for (const listener of listeners) listener()
  }

  const changed = () => {
    cancelSlice?.()
    foldSlice()
  }

  return {
    getSnapshot,
    viewAt: position => timeline.viewAt(position),
    subscribe: listener => {
      listeners.add(listener)
      if (unsubscribe === null) {
        unsubscribe = source.subscribe(changed)
        changed()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        unsubscribe?.()
        unsubscribe = null
        cancelSlice?.()
        cancelSlice = null
      }
    },
  }
}
