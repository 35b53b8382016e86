import { type Envelope, type Offset, splitOffset } from '@sluice/protocol'
import { findSession, headOf, holds } from './readTables.ts'
import { keyText, type Tables, type WriteRecord } from './tables.ts'

/** What the writes that go before in the same commit make of a session. */
interface Ahead {
  head: Offset | null
  epoch: number
  readonly offsets: Set<Offset>
}

/** The reason for which a deleted session is not written to. */
export const DELETED = 'deleted'

/** The reason for which who lost its lease cannot write. */
export const FENCED = 'fenced'

function isIncreasing(after: Offset | null, envelopes: readonly Envelope[]): boolean {
  let before = after === null ? 0 : splitOffset(after).sequence
  for (const { offset } of envelopes) {
    const { sequence } = splitOffset(offset)
    if (sequence <= before) return false
    before = sequence
  }
  return envelopes.length > 0
}

/**
 * Creates the check of the writes of one commit: each is to be shown in order, and is told why it cannot be written after those that were accepted,
 * or null.
 */
export function createWriteCheck(tables: Tables): (record: WriteRecord) => string | null {
  const ahead = new Map<string, Ahead>()
  const removed = new Set<string>()
  const stateOf = (key: Parameters<typeof keyText>[0]): Ahead => {
    const text = keyText(key)
    const state = ahead.get(text) ?? {
      head: headOf(tables.get(text)),
      epoch: tables.get(text)?.epoch ?? 0,
      offsets: new Set<Offset>(),
    }
    ahead.set(text, state)
    return state
  }

  return record => {
    if (record.op === 'remove') {
      for (const key of record.keys) {
        removed.add(keyText(key))
        ahead.set(keyText(key), { head: null, epoch: 0, offsets: new Set() })
      }
      return null
    }
    const isWrite = record.op === 'append' || record.op === 'blob'
    if (isWrite && (removed.has(keyText(record.key)) || findSession(tables, record.key)?.tombstone))
      return DELETED
    if (record.op === 'lease') {
      stateOf(record.key).epoch += 1
      return null
    }
    if (record.op === 'append') {
      const state = stateOf(record.key)
      if ((record.epoch ?? 0) !== state.epoch) return FENCED
      if (state.head !== record.after)
        return `The log ends at ${state.head} and the append follows ${record.after}.`
      if (!isIncreasing(record.after, record.envelopes)) return 'The offsets of the append do not increase.'
      state.head = record.envelopes.at(-1)?.offset ?? null
      for (const { offset } of record.envelopes) state.offsets.add(offset)
      return null
    }
    if (record.op === 'replace' || record.op === 'rewrite') {
      const { head } = stateOf(record.key)
      return head === record.head ? null : `The log ends at ${head} and this is made for ${record.head}.`
    }
    if (record.op === 'snapshot') {
      const { offset } = record.snapshot
      const log = findSession(tables, record.key)?.log ?? []
      const isHeld = stateOf(record.key).offsets.has(offset) || holds(log, offset)
      return isHeld ? null : `The log does not hold ${offset}.`
    }
    return null
  }
}
