import type { Offset } from '@sluice/protocol'
import type { LogView } from './LogView.ts'
import { upperBound } from './upperBound.ts'

/**
 * The position of the last envelope at or before an offset; -1 when all come after it, and while a log that is still being read has not got
 * that far.
 */
export function positionOfOffset({ envelopes, count, phase }: LogView, offset: Offset): number {
  const position = upperBound(count, index => (envelopes[index]?.offset ?? '') <= offset) - 1
  const isPassed = position < count - 1 || envelopes[position]?.offset === offset
  return isPassed || phase === 'live' || phase === 'closed' ? position : -1
}
