import type { Envelope } from '@sluice/protocol'
import type { SessionKey, Store } from '@sluice/server'
import { createHistory, drive } from '@sluice/testkit/simulation'
import {
  checkAcknowledged,
  checkDepartures,
  checkEffects,
  checkMessageOrder,
  checkOutbox,
} from './checks/commands.ts'
import type { Check, LastLook } from './checks/Finding.ts'
import { checkDurable, checkLast, checkOrder, checkReadables, checkReads, checkShown } from './checks/log.ts'
import { checkProjections } from './checks/projections.ts'
import { comeToRest } from './comeToRest.ts'
import { createWorld, type World, type WorldOptions } from './createWorld.ts'
import { visited } from './openVisitorPage.ts'
import { makeTrouble } from './trouble.ts'

/** What came of a seed. */
export interface SeedResult {
  readonly seed: number
  /** What was wrong; empty when nothing was. */
  readonly violations: readonly string[]
  readonly events: number
  readonly commands: number
  readonly crashes: number
  /** How long it was in the world, in ms. */
  readonly lastedMs: number
}

const checks: readonly Check[] = [
  checkOrder,
  checkDurable,
  checkShown,
  checkLast,
  checkReadables,
  checkReads,
  checkEffects,
  checkAcknowledged,
  checkOutbox,
  checkDepartures,
  checkMessageOrder,
  checkProjections,
]

/** Wrong sentences that are kept of one seed; the first says most. */
const KEPT = 20

async function readAll(store: Store, key: SessionKey): Promise<readonly Envelope[]> {
  const envelopes: Envelope[] = []
  for (;;) {
    const range = await store.read(key, envelopes.at(-1)?.offset ?? null, 1_000_000)
    envelopes.push(...range.envelopes)
    if (range.atHead || range.envelopes.length === 0) return envelopes
  }
}

function look({ people }: World): readonly LastLook[] {
  return people.flatMap(({ page }) =>
    page.sessions.map(session => ({
      page: page.name,
      session: session.ref.id,
      view: session.getView(),
      outbox: session.outbox().getSnapshot(),
      line: session.line().getSnapshot(),
      messages: session.messages().getSnapshot(),
      state: session.state().getSnapshot(),
    })),
  )
}

/** Takes the power away once more and holds what the disk has against all that was seen. */
async function examine(world: World): Promise<number> {
  const { journal, keys, people } = world
  const last = look(world)
  const listed = people.flatMap(({ page }) => {
    const rows = page.rows()
    return rows === null ? [] : [rows]
  })
  for (const { page } of people) page.close()
  world.visitors?.close()
  await world.end()
  const store = await world.disk.open()
  let events = 0
  for (const key of keys) {
    const history = createHistory(await readAll(store, key))
    events += history.envelopes.length
    for (const check of checks) {
      const wrong = await check({ key, history, journal, last, listed, store })
      for (const sentence of wrong) journal.violate(sentence)
    }
  }
  await world.visitors?.examine(tenant => readAll(store, { tenant, ...visited }))
  await store.close()
  return events
}

async function live(world: World): Promise<number> {
  await world.start()
  await makeTrouble(world)
  await comeToRest(world)
  return examine(world)
}

/** Runs the world of a seed to its end. The same seed always does the same. A rejection that nobody hears is wrong, so only one world runs at a time. [X1] */
export async function runSeed(options: WorldOptions): Promise<SeedResult> {
  const world = createWorld(options)
  const { time, journal } = world
  const startedAt = time.now()
  let events: number | null = null
  let failure: unknown = null
  live(world).then(
    count => {
      events = count
    },
    (error: unknown) => {
      failure = error ?? new Error('The world ended with nothing.')
    },
  )
  const hearRejection = (error: unknown): void => {
    failure ??= error ?? new Error('A promise was rejected with nothing.')
  }
  process.on('unhandledRejection', hearRejection)
  await drive(() => {
    if (events !== null || failure !== null) return false
    if (!time.step()) failure = new Error('Everything waits for something, and nothing is due.')
    return true
  })
  process.off('unhandledRejection', hearRejection)
  if (failure !== null)
    journal.violate(
      `the world broke: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`,
    )
  return {
    seed: options.seed,
    violations: journal.violations.slice(0, KEPT),
    events: events ?? 0,
    commands: journal.commands.size,
    crashes: world.disk.history().crashes,
    lastedMs: time.now() - startedAt,
  }
}
