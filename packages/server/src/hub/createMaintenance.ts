import type { Envelope, Event } from '@sluice/protocol'
import type { Clock, Problem, Timers } from '../ports.ts'
import { readWhole } from '../rewrite/readWhole.ts'
import { shrinkLog } from '../rewrite/shrinkLog.ts'
import { keyText } from '../session/identity.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import type { Sessions } from './createSessions.ts'
import type { Limits } from './limits.ts'

/** How often sessions are looked through, and how many at a time. */
const ROUND_MS = 10 * 60 * 1000
const BATCH = 100

/** What is done to sessions that nobody uses. */
export interface Maintenance {
  start(): void
  stop(): void
  /** Looks through all sessions once: shrinks the logs of runs that settled a while ago, and deletes what is older than it may get. Never rejects. [S10] [S12] */
  round(): Promise<void>
}

/** What maintenance is made of. */
export interface MaintenanceOptions {
  readonly store: Store
  readonly sessions: Sessions
  readonly clock: Clock
  readonly timers: Timers
  readonly limits: Limits
  readonly report: (problem: Problem) => void
}

/** The part of a log that is settled since a time: up to the last run that ended before it, with no other one open there. */
function settledBefore(envelopes: readonly Envelope[], at: number): readonly Envelope[] {
  let open = 0
  let end = 0
  for (const [index, envelope] of envelopes.entries()) {
    const { type } = envelope.event as Event
    if (type === 'run.started') open += 1
    if (type === 'run.settled') open -= 1
    const isCut = type === 'session.forked'
    if (isCut) open = 0
    if ((isCut || type === 'run.settled') && open === 0 && envelope.at < at) end = index + 1
  }
  return envelopes.slice(0, end)
}

/** Creates the maintenance of a hub. */
export function createMaintenance(options: MaintenanceOptions): Maintenance {
  const { store, sessions, clock, timers, limits, report } = options
  /** The heads of the logs that were looked at and need nothing until they go on. */
  const shrunk = new Map<string, string>()
  let cancel: (() => void) | null = null
  let isStopped = false

  const shrink = async (key: SessionKey): Promise<void> => {
    const held = await sessions.hold(key)
    try {
      const { writer } = held.session
      await writer.settled()
      const head = writer.headOffset()
      if (head === null || shrunk.get(keyText(key)) === head) return
      const envelopes = await readWhole(store, key)
      const changes = shrinkLog(settledBefore(envelopes, clock.now() - limits.shrinkAfterMs))
      if (changes.length > 0) {
        await store.rewrite(key, head, changes)
        await held.session.storeSnapshot(true)
      }
      shrunk.set(keyText(key), head)
    } finally {
      held.release()
    }
  }

  /** Deletes a session that is old enough, unless it is to be woken or goes with its parent. */
  const retain = async () => {
    const woken = new Set((await store.wakes()).map(({ key }) => keyText(key)))
    return async (key: SessionKey): Promise<void> => {
      if (woken.has(keyText(key))) return
      const held = await sessions.hold(key)
      try {
        if (held.session.writer.head().session?.parent == null) await sessions.remove(key, null)
      } finally {
        held.release()
      }
    }
  }

  const each = async (updatedBefore: number, act: (key: SessionKey) => Promise<void>): Promise<void> => {
    let after: SessionKey | null = null
    for (;;) {
      const keys: readonly SessionKey[] = await store.idle(updatedBefore, after, BATCH)
      for (const key of keys) {
        if (isStopped) return
        await act(key).catch((cause: unknown) => {
          report({ message: `The log of ${keyText(key)} was not tidied up; it is tried again later.`, cause })
        })
      }
      after = keys.at(-1) ?? null
      if (keys.length < BATCH) return
    }
  }

  const round = async (): Promise<void> => {
    try {
      const { retentionMs } = limits
      if (retentionMs !== null) await each(clock.now() - retentionMs, await retain())
      await each(clock.now() - limits.shrinkAfterMs, shrink)
    } catch (cause) {
      report({ message: 'The sessions could not be looked through for what is to be tidied up.', cause })
    }
  }

  const next = () => {
    cancel = timers.after(ROUND_MS, () => void round().then(() => isStopped || next()))
  }

  return {
    round,
    start: next,
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}
