import { emptyView, fold, type View } from '@sluice/fold'
import type { Envelope, Offset } from '@sluice/protocol'
import { createSameness } from './createSameness.ts'

/** A log that is over, with what it folds to at each offset. */
export interface History {
  readonly envelopes: readonly Envelope[]
  /** The view at the end. */
  readonly view: View
  /** The place of an offset in the log; -1 when the log does not hold it. */
  indexOf(offset: Offset): number
  /** The view at an offset, null for the beginning; undefined when the log does not hold it. */
  viewAt(offset: Offset | null): View | undefined
  /** Says how a view that somebody held differs from the fold of the log up to its offset; null when it does not. A windowed one is compared by what it holds. */
  differenceOf(view: View): string | null
}

/** Folds a log event by event. */
export function createHistory(envelopes: readonly Envelope[]): History {
  const views: View[] = []
  const places = new Map<Offset, number>()
  const isSame = createSameness()
  let view = emptyView
  envelopes.forEach((envelope, index) => {
    view = fold(view, [envelope])
    views.push(view)
    places.set(envelope.offset, index)
  })

  const viewAt = (offset: Offset | null): View | undefined =>
    offset === null ? emptyView : views[places.get(offset) ?? -1]

  const differenceOf = (held: View): string | null => {
    const whole = viewAt(held.offset)
    if (whole === undefined) return `the log does not hold the offset ${held.offset}`
    const { settled, settledBefore, ...rest } = held
    for (const [name, value] of Object.entries(rest)) {
      if (!isSame(value, whole[name as keyof View]))
        return `at ${held.offset}, ${name} is ${shorten(value)} and not ${shorten(whole[name as keyof View])}`
    }
    const isAlike =
      settledBefore === 0
        ? isSame(settled, whole.settled)
        : isSame(settled.flat(), whole.settled.flat().slice(settledBefore))
    return isAlike
      ? null
      : `at ${held.offset}, what is settled is ${shorten(settled)} and not ${shorten(whole.settled)}`
  }

  return { envelopes, view, indexOf: offset => places.get(offset) ?? -1, viewAt, differenceOf }
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
