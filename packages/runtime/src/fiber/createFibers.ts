import { AsyncLocalStorage } from 'node:async_hooks'
import type { Hub, SessionKey, Wake } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { recoveryLimitsOf } from '../recovery/limits.ts'
import type { RunPorts } from '../run/types.ts'
import { createTimerQueue } from '../timer/createTimerQueue.ts'
import { fireTimers, nextTimer } from '../timer/fireTimers.ts'
import type { Transcripts } from '../transcript/createTranscripts.ts'
import { type CurrentFiber, type FiberSurroundings, isGone } from './carryOut.ts'
import { createDurableScope, type WithinCall } from './createDurableScope.ts'
import { createFiberSession, type FiberSession } from './createFiberSession.ts'
import { recoverFibers } from './recoverFibers.ts'
import type { DurableScope } from './types.ts'

/** What the fibers of a host are made of. */
export interface FibersOptions {
  readonly hub: Hub
  readonly agents: readonly Agent[]
  readonly ports: RunPorts
  readonly transcripts: Transcripts
}

/** The fibers and timers of a host. */
export interface Fibers {
  /** What lasts longer than a process, for a session; for a tool call, within its run. */
  scope(key: SessionKey, within?: WithinCall): DurableScope
  /** Takes up what another process left: fibers that are open, timers that are due, and all that are due later. [R3] */
  recover(wakes: readonly Wake[]): void
  /** Resolves when no fiber runs. */
  idle(): Promise<void>
  /** Lets go of all fibers where they stand; the next process takes them up. */
  close(): Promise<void>
}

interface Slot {
  readonly opened: Promise<FiberSession>
  open: FiberSession | null
  users: number
}

/** Sessions that are opened at once at the start; each reads the end of its log. */
const ATTENDED_AT_ONCE = 32

const LOST = 'The host stopped while the fiber was open.'

/** Starts the fibers of a host; they listen from now on. [R11] */
export function createFibers({ hub, agents, ports, transcripts }: FibersOptions): Fibers {
  const byName = new Map(agents.map(agent => [agent.name, agent]))
  const slots = new Map<string, Slot>()
  const inFiber = new AsyncLocalStorage<CurrentFiber>()
  const closing = new AbortController()
  const busy = new Set<Promise<unknown>>()

  const nameOf = ({ tenant, agent, id }: SessionKey) => `${tenant}/${agent}/${id}`

  async function openSession(key: SessionKey, agent: Agent): Promise<FiberSession> {
    return createFiberSession({
      ports,
      recovery: recoveryLimitsOf(agent.recovery, ports.recovery),
      key,
      agent,
      handle: await hub.session(key),
      transcript: transcripts.take(key),
      closing: closing.signal,
    })
  }

  function take(key: SessionKey): Slot {
    const agent = byName.get(key.agent)
    if (agent === undefined)
      throw new RuntimeError(
        'unknown-agent',
        `This host does not run the agent ${key.agent}, so nothing of its sessions can be carried out here. Add it to the agents of createHost.`,
      )
    if (closing.signal.aborted)
      throw new RuntimeError('closed', 'The host is closed, so nothing is begun any more.')
    const name = nameOf(key)
    const found = slots.get(name) ?? { opened: openSession(key, agent), open: null, users: 0 }
    slots.set(name, found)
    found.users += 1
    return found
  }

  async function use<T>(key: SessionKey, work: (open: FiberSession) => Promise<T>): Promise<T> {
    const slot = take(key)
    try {
      slot.open = await slot.opened
      return await work(slot.open)
    } finally {
      slot.users -= 1
      if (slot.users === 0) {
        slots.delete(nameOf(key))
        slot.open?.handle.release()
      }
    }
  }

  /** Does something that nobody waits for, but {@link Fibers.idle} and {@link Fibers.close}. */
  function inBackground(work: Promise<unknown>): void {
    const done = work
      .catch((cause: unknown) => {
        if (!closing.signal.aborted) ports.report({ message: 'A fiber or timer could not go on.', cause })
      })
      .finally(() => busy.delete(done))
    busy.add(done)
  }

  function surroundingsOf(key: SessionKey): FiberSurroundings {
    return {
      context: (current, { id, name, attempt, snapshot }) => ({
        ...scope(key),
        id,
        name,
        attempt,
        snapshot,
        signal: current.signal,
        // Its own, also where the code hands it on to what runs elsewhere.
        stash: current.stash,
      }),
      enter: (current, run) => inFiber.run(current, run),
    }
  }

  function scope(key: SessionKey, within: WithinCall | null = null): DurableScope {
    return createDurableScope(
      key,
      {
        use: work => use(key, work),
        keepOpen: done => inBackground(use(key, () => done)),
        current: () => inFiber.getStore() ?? null,
        surroundings: () => surroundingsOf(key),
      },
      within,
    )
  }

  const queue = createTimerQueue({
    clock: ports.clock,
    timers: ports.timers,
    report: ports.report,
    fire: key =>
      use(key, async open => {
        const handlers = await fireTimers(open, surroundingsOf(key))
        queue.set(key, nextTimer(open.handle.view()))
        inBackground(use(key, () => Promise.all(handlers)))
      }).catch((cause: unknown) => {
        if (!isGone(cause)) throw cause
      }),
  })

  const stopListening = hub.onCommit(({ key, envelopes, view }) => {
    if (!byName.has(key.agent)) return
    if (envelopes.some(({ event }) => event.type.startsWith('timer.'))) queue.set(key, nextTimer(view))
    slots.get(nameOf(key))?.open?.wake()
  })

  async function attend(key: SessionKey): Promise<void> {
    await use(key, async open => {
      const fibers = await recoverFibers(open, surroundingsOf(key), LOST)
      // What is late does not wait for the clock.
      const handlers = await fireTimers(open, surroundingsOf(key))
      queue.set(key, nextTimer(open.handle.view()))
      inBackground(use(key, () => Promise.all([...fibers, ...handlers])))
    })
  }

  /** Attends to sessions, a few at a time, so that thousands that are due are not opened at once. */
  async function attendAll(keys: Iterator<SessionKey>): Promise<void> {
    for (let next = keys.next(); next.done !== true; next = keys.next()) {
      if (closing.signal.aborted) return
      const { value: key } = next
      await attend(key).catch((cause: unknown) => {
        if (closing.signal.aborted) return
        ports.report({
          message: `The fibers and timers of ${key.agent}/${key.id} could not be taken up; the next start tries again.`,
          cause,
        })
      })
    }
  }

  async function idle(): Promise<void> {
    while (busy.size > 0) await Promise.all(busy)
  }

  return {
    scope,
    idle,
    recover: wakes => {
      const now = ports.clock.now()
      const ours = wakes.filter(({ key }) => byName.has(key.agent))
      for (const { key, at } of ours) if (at > now) queue.set(key, at)
      const due = ours.filter(({ at }) => at <= now).map(({ key }) => key)
      const keys = due[Symbol.iterator]()
      for (let index = 0; index < Math.min(ATTENDED_AT_ONCE, due.length); index++)
        inBackground(attendAll(keys))
    },
    close: async () => {
      closing.abort()
      queue.close()
      stopListening()
      await idle()
    },
  }
}
