import { emptyView, type View } from '@sluice/fold'
import type { Envelope, Offset, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { kept } from '../cell.ts'
import { logOf } from '../log/logOf.ts'
import { positionOfOffset } from '../log/positionOfOffset.ts'
import type { SessionStatus, SessionStore } from '../session/SessionStore.ts'
import { createShared } from '../shared.ts'
import { createInspection } from './createInspection.ts'
import { createReplayStore } from './createReplayStore.ts'

/** One log and its keyframes serve all offsets of a session. */
const inspectionOf = /* @__PURE__ */ createShared((client, ref) => {
  const { environment } = client
  return createInspection(logOf(client, ref), {
    now: environment.now,
    yieldToPage(run) {
      let isWanted = true
      environment.yieldToPage(() => {
        if (isWanted) run()
      })
      return () => {
        isWanted = false
      }
    },
  })
})

/**
 * The session as it was at an offset, or at the last event before it: a store that reads only. It reads the log while something of it is
 * subscribed to; until it has folded that far its view is empty and its phase is not `live`. [C9]
 */
export function sessionAt(client: Client, ref: SessionRef, offset: Offset): SessionStore {
  const inspection = inspectionOf(client, ref)
  let found: {
    readonly history: readonly Envelope[]
    readonly position: number
    readonly view: View
  } | null = null

  /** The position of the offset; null while the log is not read or folded so far. */
  function position(): number | null {
    const { log, folded } = inspection.getSnapshot()
    const at = positionOfOffset(log, offset)
    if (at >= folded || (at < 0 && log.phase !== 'live')) return null
    return at
  }

  function getSnapshot(): View {
    const at = position()
    if (at === null) return emptyView
    const history = inspection.getSnapshot().log.envelopes
    // The same view as before, also when others have looked at other offsets in between.
    if (found?.position !== at || found.history !== history)
      found = { history, position: at, view: inspection.viewAt(at) ?? emptyView }
    return found.view
  }

  const getStatus = kept((): SessionStatus => {
    const { phase, error } = inspection.getSnapshot().log
    if (position() !== null) return { phase: 'live', writer: true, staleSince: null, error: null }
    return { phase: phase === 'live' ? 'catching-up' : phase, writer: true, staleSince: null, error }
  })

  return createReplayStore(ref, { getSnapshot, subscribe: inspection.subscribe }, getStatus)
}
