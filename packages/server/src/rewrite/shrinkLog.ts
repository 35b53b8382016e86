import type { Envelope, Event } from '@sluice/protocol'
import type { LogChange } from '../store/Store.ts'

/** How long the text of a merged delta may become, in bytes of JSON, so that its event stays below the limit of 64 KB. [E8] */
const TEXT_BYTES = 60 * 1024

const asDelta = ({ event }: Envelope): Event<'part.delta'> | null =>
  event.type === 'part.delta' ? (event as Event<'part.delta'>) : null

const callOf = ({ event }: Envelope): string | null =>
  event.type === 'tool.progressed' ? (event as Event<'tool.progressed'>).call : null

/** What the text of a delta takes of its event, without the quotes around it. */
const bytesOf = ({ text }: Event<'part.delta'>): number => Buffer.byteLength(JSON.stringify(text)) - 2

const isPlain = ({ commandId, must }: Envelope): boolean => commandId === undefined && must === undefined

/** The delta that two consecutive ones of a part make together, or null when the second does not go on where the first may be. [E2] */
function merge(first: Event<'part.delta'>, second: Event<'part.delta'>): Event<'part.delta'> | null {
  const kept = second.from - first.from
  if (first.part !== second.part || kept < 0 || kept > first.text.length) return null
  return { ...first, text: first.text.slice(0, kept) + second.text }
}

/**
 * Merges each stretch of deltas of one part with nothing between them, and drops the progress of a call that is replaced by the next event, both under the
 * last offset of those that are replaced. What is left folds to the same view at every offset that is left. The caller gives only what is settled. [S10]
 */
export function shrinkLog(envelopes: readonly Envelope[]): LogChange[] {
  const changes: LogChange[] = []
  let merged: Event<'part.delta'> | null = null
  let bytes = 0
  for (const [index, envelope] of envelopes.entries()) {
    const next = envelopes[index + 1]
    const canGo = next !== undefined && isPlain(envelope) && isPlain(next)
    const call = callOf(envelope)
    if (canGo && call !== null && callOf(next) === call)
      changes.push({ offset: envelope.offset, event: null })
    const delta = asDelta(envelope)
    if (delta === null) continue
    if (merged === null) bytes = bytesOf(delta)
    merged ??= delta
    const following = canGo ? asDelta(next) : null
    const together: Event<'part.delta'> | null = following === null ? null : merge(merged, following)
    bytes += following === null ? 0 : bytesOf(following)
    if (together !== null && bytes <= TEXT_BYTES) {
      changes.push({ offset: envelope.offset, event: null })
      merged = together
    } else {
      if (merged !== delta) changes.push({ offset: envelope.offset, event: merged })
      merged = null
    }
  }
  return changes
}
