import { findMessage, fold, lineOf, partsOf } from '@sluice/fold'
import { type Envelope, type Offset, splitOffset } from '@sluice/protocol'
import { createSameness } from '@sluice/testkit/simulation'
import type { Check } from './Finding.ts'

/** One order per log: offsets grow one by one, and nothing in it is impossible. */
export const checkOrder: Check = ({ history }) => {
  const wrong: string[] = []
  let before = 0
  let at = 0
  for (const envelope of history.envelopes) {
    const { sequence } = splitOffset(envelope.offset)
    if (sequence !== before + 1) wrong.push(`${envelope.offset} follows the sequence ${before}`)
    if (envelope.at < at) wrong.push(`the time goes back at ${envelope.offset}`)
    before = sequence
    at = envelope.at
  }
  const { count, first } = history.view.faults
  if (count > 0) wrong.push(`the log holds what is impossible: ${JSON.stringify(first)}`)
  return wrong
}

/** What a writer was told is durable is there, in one piece and once. */
export const checkDurable: Check = ({ key, history, journal }) => {
  const isSame = createSameness()
  const wrong: string[] = []
  const taken = new Set<number>()
  for (const { session, offset, events } of journal.durable) {
    if (session !== key.id || journal.lost.has(offset)) continue
    const start = history.indexOf(offset)
    if (start < 0) {
      wrong.push(
        `a writer was told that ${events[0]?.type} is durable at ${offset}, and the log does not hold it`,
      )
      continue
    }
    for (const [index, event] of events.entries()) {
      const found = history.envelopes[start + index]
      if (!isSame(found?.event, event) || taken.has(start + index))
        wrong.push(
          `a writer appended ${event.type} at ${offset} and ${index}, and the log has ${found?.event.type} there`,
        )
      taken.add(start + index)
    }
  }
  return wrong
}

/** Every view that a page showed is the fold of the log up to its offset, without a fault. */
export const checkShown: Check = ({ key, history, journal }) =>
  journal.shown.flatMap(({ page, session, view }) => {
    if (session !== key.id || journal.lost.has(view.offset ?? '')) return []
    const difference = history.differenceOf(view)
    const faults =
      view.faults.count === 0 ? [] : [`${page} showed faults: ${JSON.stringify(view.faults.first)}`]
    return difference === null
      ? faults
      : [...faults, `${page} showed what is not the fold of the log: ${difference}`]
  })

/** In the end every page shows the whole log, and being given all of it again changes nothing. */
export const checkLast: Check = ({ key, history, journal, last }) => {
  const wrong: string[] = []
  for (const { page, session, view, outbox } of last) {
    if (session !== key.id) continue
    if (view.offset !== history.view.offset)
      wrong.push(`${page} ends at ${view.offset}, and the log at ${history.view.offset}`)
    const difference = history.differenceOf(view)
    if (difference !== null) wrong.push(`${page} ends with another view: ${difference}`)
    if (fold(view, history.envelopes) !== view) wrong.push(`giving ${page} the log again changes its view`)
    for (const { commandId, status } of outbox) {
      if (status !== 'refused' && status !== 'expired')
        wrong.push(`${commandId} is left in the outbox of ${page}, ${status}`)
      // What came once more may be done the second time, and a snapshot says only of messages which command made them.
      const isEchoed = journal.commands.get(commandId)?.isEchoed === true
      if (!isEchoed && status === 'refused' && history.envelopes.some(one => one.commandId === commandId))
        wrong.push(`${commandId} stands as refused on ${page}, and it was done`)
    }
  }
  return wrong
}

/** What the components of a page read one by one is what the whole view says. [C5] [C8] */
export const checkReadables: Check = ({ key, last }) => {
  const isSame = createSameness()
  return last.flatMap(({ page, session, view, line, messages, state }) => {
    if (session !== key.id) return []
    const drawn = lineOf(view).map(id => {
      const message = findMessage(view, id)
      return message === null ? null : { ...message, parts: partsOf(view, message) }
    })
    return [
      ...(isSame(line, lineOf(view))
        ? []
        : [`the line of ${page} is ${line.join(' ')} and not ${lineOf(view).join(' ')}`]),
      ...(isSame(messages, drawn) ? [] : [`the messages of ${page} are not those of its view`]),
      ...(isSame(state, view.state)
        ? []
        : [`the state of ${page} is ${JSON.stringify(state)} and not ${JSON.stringify(view.state)}`]),
    ]
  })
}

/** What was read of a log of which a backup was put back since: all but the end that is lost. */
function withoutLostEnd(envelopes: readonly Envelope[], lost: ReadonlySet<Offset>): readonly Envelope[] {
  const last = envelopes.findLastIndex(({ offset }) => !lost.has(offset))
  return envelopes.slice(0, last + 1)
}

/** Whoever reads the log itself is given a beginning of it: nothing twice, nothing missing, nothing else. */
export const checkReads: Check = ({ key, history, journal }) => {
  const isSame = createSameness()
  return journal.reads.flatMap(({ page, session, envelopes: all }) => {
    if (session !== key.id) return []
    const envelopes = withoutLostEnd(all, journal.lost)
    const at = envelopes.findIndex((envelope, index) => !isSame(envelope, history.envelopes[index]))
    return at < 0
      ? []
      : [
          `${page} read ${envelopes[at]?.offset} at place ${at}, where the log has ${history.envelopes[at]?.offset}`,
        ]
  })
}
