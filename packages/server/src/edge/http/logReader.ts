import type { Envelope, Offset, SessionRef } from '@sluice/protocol'
import type { Principal } from '../../access/types.ts'
import type { Hub } from '../../hub/types.ts'
import type { LogRange } from '../../store/Store.ts'

/** How much of a log one answer holds, in bytes of envelopes. */
const ANSWER_BYTES = 1024 * 1024

/** A log and who reads it. */
export interface LogReader {
  readonly hub: Hub
  readonly principal: Principal
  readonly session: SessionRef
}

/** Reads what comes after an offset. */
export function readAfter({ hub, principal, session }: LogReader, after: Offset | null): Promise<LogRange> {
  return hub.reads.events(principal, session, after, ANSWER_BYTES)
}

/** Resolves when the log has moved, the time is over, or the client has gone. */
export async function waitForMove(
  { hub, principal, session }: LogReader,
  after: Offset | null,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  let onMove = () => undefined as undefined
  const moved = new Promise<void>(resolve => {
    onMove = () => void resolve()
  })
  const unfollow = await hub.reads.follow(principal, session, onMove)
  const timer = setTimeout(onMove, waitMs)
  signal.addEventListener('abort', onMove, { once: true })
  // Between the read and the following it may have moved already.
  if ((await hub.reads.head(principal, session)) !== after || signal.aborted) onMove()
  await moved
  clearTimeout(timer)
  signal.removeEventListener('abort', onMove)
  unfollow()
}

/** The JSON array of envelopes, one a line. */
export function toJsonArray(envelopes: readonly Envelope[]): string {
  return `[${envelopes.map(envelope => JSON.stringify(envelope)).join(',\n')}]`
}
