import type { Envelope, Event, Id } from '@sluice/protocol'
import { emptyView } from './emptyView.ts'
import { fold } from './fold.ts'
import { findMessage } from './select.ts'

/** The place of the first event of a type that passes, from a place on; -1 when none does. */
function placeOf<T extends Event['type']>(
  log: readonly Envelope[],
  from: number,
  type: T,
  test: (event: Event<T>) => boolean,
): number {
  return log.findIndex(({ event }, index) => index >= from && event.type === type && test(event as Event<T>))
}

/** Where a message is settled that was added at a place; -1 when it is not. */
function placeWhereSettled(log: readonly Envelope[], added: number, message: Id): number {
  let view = fold(emptyView, log.slice(0, added))
  return log.findIndex((envelope, index) => {
    if (index < added) return false
    view = fold(view, [envelope])
    return findMessage(view, message)?.status !== 'open'
  })
}

/**
 * The place in a whole log of the envelope that a message ends with: the end of its run where nothing was said in that behind it, so that
 * what is cut there has no run that is open. -1 when the message is not there, or not settled. Pure. [S14]
 */
export function endOfMessage(log: readonly Envelope[], message: Id): number {
  const added = placeOf(log, 0, 'message.added', event => event.message === message)
  const found = log[added]
  if (found === undefined) return -1
  const settled = placeWhereSettled(log, added, message)
  const { run, role } = found.event as Event<'message.added'>
  if (settled < 0 || run === undefined || role === 'user') return settled
  const ended = placeOf(log, settled, 'run.settled', event => event.run === run)
  const next = placeOf(log, settled + 1, 'message.added', event => event.run === run)
  return ended < 0 || (next >= 0 && next < ended) ? settled : ended
}
