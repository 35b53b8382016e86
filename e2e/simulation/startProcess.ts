import type { Envelope } from '@sluice/protocol'
import { createHub, type Hub, ServerError, type SessionKey, type Store, StoreError } from '@sluice/server'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Networks } from './createNetworks.ts'
import type { Witness } from './createWitness.ts'
import { createWriter, type Writer } from './createWriter.ts'
import type { Journal } from './journal.ts'
import { listen } from './listen.ts'
import type { Script } from './nextEvents.ts'
import type { Plan } from './plan.ts'
import type { Plant } from './plants.ts'
import { poll } from './poll.ts'
import { goodUntil, holderOf, tenantOf } from './token.ts'

/** What a process of the server is made of. */
export interface ProcessOptions {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly networks: Networks
  readonly store: Store
  readonly journal: Journal
  readonly witness: Witness
  readonly keys: readonly SessionKey[]
  readonly script: Script
  readonly plan: Plan
  /** What pollers have read, by session. */
  readonly polled: ReadonlyMap<string, Envelope[]>
  readonly plantIn: Pick<Plant, 'authenticate'>
}

/** A running server with two writers. */
export interface ServerProcess {
  readonly hub: Hub
  /** Nothing of it runs any more, as after `kill -9`. */
  kill(): void
  /** Lets it end in order. */
  close(): Promise<void>
  /** Whether its writers have nothing to do. */
  isIdle(): boolean
  /** Moves its clock. */
  jump(ms: number): void
}

const writers = ['first', 'second'] as const

/** A failure with a code was meant to be met; any other is a bug. */
const hasCode = (cause: unknown): boolean =>
  cause instanceof ServerError || cause instanceof StoreError || (cause instanceof Error && 'code' in cause)

/** Starts a server on a store, listens, and takes up the runs that are open. */
export function startProcess(options: ProcessOptions): ServerProcess {
  const { time, random, networks, store, journal, witness, keys, script, plan, polled, plantIn } = options
  const { limits, paceMs, authenticateMs, authorizeMs, tokenMs } = plan
  let hasJumped = false
  let skew = random.between(-plan.skewMs, plan.skewMs)
  const clock = { now: () => time.now() + skew }
  let isAlive = true
  const timers = {
    after: (delayMs: number, run: () => void) =>
      time.after(delayMs, () => {
        if (isAlive) run()
      }),
  }

  const takeTime = async (mostMs: number): Promise<void> => {
    if (mostMs > 0) await new Promise<void>(resolve => timers.after(random.between(0, mostMs), resolve))
  }

  const hub = createHub({
    store,
    clock,
    random: random.next,
    timers,
    limits,
    agents: {
      get: agent => (agent === 'triage' ? { clientsPatchState: true, initialState: { plan: [] } } : null),
    },
    authenticate: plantIn.authenticate(async token => {
      await takeTime(authenticateMs)
      const leftMs = goodUntil(token, tokenMs) - time.now()
      if (token === null || leftMs <= 0) return null
      return {
        id: holderOf(token),
        tenant: tenantOf(holderOf(token)),
        expiresAt: leftMs === Infinity ? null : clock.now() + leftMs,
      }
    }),
    authorize: async () => {
      await takeTime(authorizeMs)
      return true
    },
    report: ({ message, cause }) => {
      journal.note(() => `the server reports: ${message} ${String(cause)}`)
      if (!hasCode(cause)) journal.violate(`the server reports: ${message} ${String(cause)}`)
    },
  })
  hub.setWriter(['triage'])

  const all = new Map<string, readonly Writer[]>()
  const recovered = new Set<string>()
  for (const key of keys) {
    const made = writers.map((name, index) =>
      createWriter({
        hub,
        key,
        name,
        timers,
        random,
        journal,
        paceMs,
        processStartedAt: clock.now(),
        recovered,
        script: { ...script, isMine: id => id.charCodeAt(id.length - 1) % writers.length === index },
      }),
    )
    all.set(key.id, made)
    for (const writer of made) writer.poke()
  }
  hub.onCommit(({ key, view }) => {
    if (Object.keys(view.open.runs).length === 0) return
    for (const writer of all.get(key.id) ?? []) writer.poke()
  })

  listen({
    hub,
    networks,
    random,
    journal,
    witness,
    isAlive: () => isAlive,
    timers,
    isOver: token => !hasJumped && goodUntil(token, tokenMs) < time.now(),
    garble: () => {
      if (plan.garble === 0 || script.isFinishing() || !random.chance(plan.garble)) return null
      return random.pick(['lose', 'double'])
    },
  })
  if (plan.every.poll !== Infinity)
    for (const key of keys) {
      const envelopes = polled.get(key.id)
      if (envelopes !== undefined) poll({ hub, key, timers, journal, envelopes, everyMs: plan.every.poll })
    }

  return {
    hub,
    kill: () => {
      isAlive = false
    },
    close: async () => {
      networks.close()
      await hub.close()
      isAlive = false
    },
    jump: ms => {
      hasJumped = true
      skew += ms
    },
    isIdle: () => [...all.values()].flat().every(writer => writer.isIdle()),
  }
}
