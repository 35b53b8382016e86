import { emptyView, fold, type View } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'

/** A view is kept at every so many events, so that no view is further than that from one that is kept. [C9] */
export const KEYFRAME_EVENTS = 500

/** The views of one log at any of its positions. */
export interface Timeline {
  /** How many envelopes are folded so far. */
  folded(): number
  /** Folds on towards the first `count` envelopes, a keyframe at a time, while `mayGoOn`; tells whether it got there. */
  advance(envelopes: readonly Envelope[], count: number, mayGoOn: () => boolean): boolean
  /** The view just after a position of the log, -1 being before the first event; null when the fold is not there yet. */
  viewAt(position: number): View | null
}

/**
 * Makes the timeline of one log that only grows. Keyframes are references to views that share what did not change between them; none is
 * stored or sent. A position costs at most {@link KEYFRAME_EVENTS} folds, and going on to the next one costs one. [C9 F1]
 */
export function createTimeline(): Timeline {
  const keyframes: View[] = [emptyView]
  let log: readonly Envelope[] = []
  let front = { view: emptyView as View, count: 0 }
  let last = { view: emptyView as View, count: 0 }

  return {
    folded: () => front.count,
    advance: (envelopes, count, mayGoOn) => {
      log = envelopes
      while (front.count < count) {
        const end = Math.min(count, keyframes.length * KEYFRAME_EVENTS)
        front = { view: fold(front.view, envelopes.slice(front.count, end)), count: end }
        if (end === keyframes.length * KEYFRAME_EVENTS) keyframes.push(front.view)
        if (front.count < count && !mayGoOn()) return false
      }
      return true
    },
    viewAt: position => {
      const count = position + 1
      if (count > front.count) return null
      if (count === front.count) return front.view
      const keyframe = Math.floor(count / KEYFRAME_EVENTS)
      const isOnTheWay = last.count <= count && last.count >= keyframe * KEYFRAME_EVENTS
      const from = isOnTheWay
        ? last
        : { view: keyframes[keyframe] ?? emptyView, count: keyframe * KEYFRAME_EVENTS }
      last = { view: fold(from.view, log.slice(from.count, count)), count }
      return last.view
    },
  }
}
