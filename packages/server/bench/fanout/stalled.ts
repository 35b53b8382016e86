import { setTimeout } from 'node:timers/promises'
import { collectGarbage, median } from '../../../../scripts/bench/measure.ts'
import { atLeast, atMost, type BenchLimit, type BenchRow } from '../../../../scripts/bench/report.ts'
import type { Subscribers } from './forkSubscribers.ts'
import { openSluice, wantEvents } from './sluice.ts'

const MEGABYTE = 1024 * 1024

/** What is published while one subscriber is stalled. */
const PUBLISHED_BYTES = 200 * MEGABYTE

const EVENT_BYTES = 1_000

const EVENTS_PER_TURN = 200

const TURNS = Math.ceil(PUBLISHED_BYTES / EVENT_BYTES / EVENTS_PER_TURN)

const READING = 10

/** After how many turns the memory is looked at. */
const SAMPLE_TURNS = 100

const WINDOW = 8

/** The events of a session before the first turn. */
const OPENING = 8

interface Outcome {
  readonly seconds: number
  /** The most memory that the server had at any sample, over what it had before. */
  readonly added: number
  readonly caughtUp: { readonly events: number; readonly isWhole: boolean; readonly seconds: number } | null
}

/** What is reachable, once what is under way has come to rest. Memory outside the heap is given back a collection later. */
async function memoryInUse(): Promise<number> {
  for (let pass = 0; pass < 3; pass++) {
    await setTimeout(50)
    collectGarbage()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const fastest = (outcomes: readonly Outcome[]): number => Math.min(...outcomes.map(({ seconds }) => seconds))

async function publishAll(subscribers: Subscribers, withStalled: boolean): Promise<Outcome> {
  const publisher = await openSluice(EVENTS_PER_TURN)
  const { port, path, protocol, greeting, ready } = publisher
  await subscribers.ask({ ask: 'open', count: READING, port, path, protocol, greeting, ready }, 'opened')
  if (withStalled) await subscribers.ask({ ask: 'stall', port, greeting: wantEvents }, 'stalled')
  const before = await memoryInUse()
  let most = before
  let pausedMs = 0
  const start = performance.now()
  for (let turn = 0; turn < TURNS; turn++) {
    if (turn - subscribers.progress() > WINDOW) await subscribers.reached(turn - WINDOW)
    await publisher.publishProgress(turn, EVENTS_PER_TURN, EVENT_BYTES)
    if (turn % SAMPLE_TURNS > 0) continue
    const sampledAt = performance.now()
    most = Math.max(most, await memoryInUse())
    pausedMs += performance.now() - sampledAt
  }
  await subscribers.reached(TURNS - 1)
  const seconds = (performance.now() - start - pausedMs) / 1000
  const added = most - before
  let caughtUp: Outcome['caughtUp'] = null
  if (withStalled) {
    const resumedAt = performance.now()
    const { events, isWhole } = await subscribers.ask({ ask: 'resume', lastTurn: TURNS - 1 }, 'resumed')
    caughtUp = { events, isWhole, seconds: (performance.now() - resumedAt) / 1000 }
  }
  await subscribers.ask({ ask: 'close' }, 'closed')
  await publisher.close()
  return { seconds, added, caughtUp }
}

/** Measures what one subscriber that reads nothing costs the server and the others, and whether it gets every event when it reads again. */
export async function measureStalled(
  subscribers: Subscribers,
): Promise<{ readonly rows: readonly BenchRow[]; readonly limits: readonly BenchLimit[] }> {
  const without: Outcome[] = []
  const stalled: Outcome[] = []
  for (let round = 0; round < 3; round++) {
    without.push(await publishAll(subscribers, false))
    stalled.push(await publishAll(subscribers, true))
  }
  const addedMegabytes =
    (median(stalled.map(({ added }) => added)) - median(without.map(({ added }) => added))) / MEGABYTE
  // The fastest round of each: what else the machine does makes rounds slower, never faster.
  const speed = fastest(without) / fastest(stalled)
  const expected = TURNS * EVENTS_PER_TURN + OPENING
  const isWhole = stalled.every(({ caughtUp }) => caughtUp?.isWhole === true && caughtUp.events === expected)
  const caughtUpSeconds = median(stalled.map(({ caughtUp }) => caughtUp?.seconds ?? Number.NaN))
  return {
    rows: [
      {
        measured: `${PUBLISHED_BYTES / MEGABYTE} MB past one that is stalled`,
        subscribers: READING,
        'added memory, MB': addedMegabytes,
        'speed for the others': speed,
        'caught up after, s': caughtUpSeconds,
        'every event in order': isWhole,
      },
    ],
    limits: [
      atMost('memory added by a stalled subscriber, MB', addedMegabytes, 8),
      atLeast('speed for the others beside a stalled subscriber', speed, 0.8),
      atLeast('every event in order after the stall', isWhole ? 1 : 0, 1),
    ],
  }
}
