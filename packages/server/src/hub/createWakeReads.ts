import type { View } from '@sluice/fold'
import type { Wakes } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import { ServerError } from '../ServerError.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import type { Sessions } from './createSessions.ts'
import type { Reads } from './types.ts'

/** How many sessions that are to be woken are looked through. */
const MOST_LOOKED_AT = 500

function timersOf({ agent, id: session }: SessionKey, view: View): Wakes['timers'] {
  const title = view.session?.title ?? ''
  return Object.values(view.open.timers).map(({ id: timer, name, at, fiber, cron, zone }) => ({
    ...{ agent, session, title, timer, name, at, fiber, cron, zone },
  }))
}

function fibersOf({ agent, id: session }: SessionKey, view: View): Wakes['fibers'] {
  const title = view.session?.title ?? ''
  const timers = Object.values(view.open.timers)
  return Object.values(view.open.fibers).map(({ id: fiber, name, run, startedAt, recoveries }) => {
    const sleeps = timers.filter(timer => timer.fiber === fiber).map(({ at }) => at)
    const sleepsUntil = sleeps.length === 0 ? null : Math.min(...sleeps)
    return { agent, session, title, fiber, name, run, startedAt, recoveries, sleepsUntil }
  })
}

/** Creates the read of what will wake, and when: open timers and fibers of all sessions that one may read. [S16] [S6] */
export function createWakeReads(options: {
  readonly access: Access
  readonly sessions: Sessions
  readonly store: Store
}): Reads['wakes'] {
  const { access, sessions, store } = options
  return async principal => {
    access.checkExpiry(principal)
    const all = await store.wakes().catch((cause: unknown) => {
      throw new ServerError('storage-failed', undefined, { cause })
    })
    const ours = all.filter(({ key }) => key.tenant === principal.tenant)
    const timers: Wakes['timers'] = []
    const fibers: Wakes['fibers'] = []
    for (const { key } of ours.slice(0, MOST_LOOKED_AT)) {
      const held = await sessions.hold(key)
      try {
        const view = held.session.view()
        const facts = await sessions.factsOf(principal, held.session, view.session?.owner ?? null)
        if (!(await access.allows(principal, 'read', facts))) continue
        timers.push(...timersOf(key, view))
        fibers.push(...fibersOf(key, view))
      } finally {
        held.release()
      }
    }
    return {
      timers: timers.sort((a, b) => a.at - b.at),
      fibers: fibers.sort((a, b) => a.startedAt - b.startedAt),
      whole: ours.length <= MOST_LOOKED_AT,
    }
  }
}
