import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyView, findPart, fold, type View } from '@sluice/fold'
import { afterAll, describe, expect, test } from 'vitest'
import { drawn, textsOf } from '../recovery/drawn.ts'
import { ACKNOWLEDGED } from './createDeadlyStore.ts'
import { type Effect, effectsIn, key, type Logs, play } from './scenario.ts'

const child = join(import.meta.dirname, 'children/play.ts')
const root = mkdtempSync(join(tmpdir(), 'sluice-crash-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const freshDirectory = () => mkdtempSync(join(root, 'd-'))

/** Plays the scenario in a process of its own until it ends; resolves with the signal that ended it. */
async function playInProcess(directory: string, when: string): Promise<string | null> {
  const started = spawn(process.execPath, ['--conditions=@sluice/source', child, directory, when], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // What the first process compiled, the others read.
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  })
  const [, signal] = (await once(started, 'close')) as [number | null, string | null]
  return signal
}

const mainOf = (logs: Logs) => logs.get(key.id) ?? []

// In a process of its own as well, which leaves to those that are killed what it compiled.
await playInProcess(freshDirectory(), 'never')
const { after: calmLogs } = await play(freshDirectory())
const calm = fold(emptyView, mainOf(calmLogs))
const counts = new Map<string, number>()
for (const { event } of [...calmLogs.values()].flat())
  counts.set(event.type, (counts.get(event.type) ?? 0) + 1)

/** What is drawn of the line, where a call whose outcome nobody knows counts as the call that it was. */
const lineWithKnownEnds = (view: View) =>
  JSON.parse(JSON.stringify(drawn(view)).replaceAll('"unknown"', '"completed"')) as unknown

const timesOf = (effects: readonly Effect[], what: string) =>
  effects.filter(effect => effect.what === what).length

/** What must hold of a session after any number of deaths. */
function expectWhole(directory: string, then: Logs, now: Logs, deaths: number): void {
  for (const [id, log] of then)
    expect(now.get(id)?.slice(0, log.length), `the log of ${id} begins with what it held`).toEqual(log)
  const file = join(directory, ACKNOWLEDGED)
  const acknowledged = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  const held = new Set([...now].flatMap(([id, log]) => log.map(({ offset }) => `${id} ${offset}`)))
  expect(
    acknowledged.filter(line => line !== '' && !held.has(line)),
    'lost',
  ).toEqual([])
  expect(now.size).toBe(calmLogs.size)
  for (const log of now.values())
    expect(fold(emptyView, log)).toMatchObject({ faults: { count: 0 }, lastOutcome: 'completed' })
  const [before, after] = [mainOf(then), mainOf(now)]

  const view = fold(emptyView, after)
  for (const { id, text } of textsOf(fold(emptyView, before))) {
    const now = findPart(view, id)
    expect(now !== null && 'text' in now && now.text.startsWith(text), `${text} stays`).toBe(true)
  }
  expect(view.settled.flat().flatMap(entry => (entry.kind === 'run' ? [entry.status] : []))).toEqual([
    'completed',
    'completed',
  ])
  expect(lineWithKnownEnds(view)).toEqual(lineWithKnownEnds(calm))
  expect(view.state).toEqual(calm.state)

  const effects = effectsIn(directory)
  const once = ['post', 'pay']
  for (const what of once) expect(timesOf(effects, what), what).toBeLessThanOrEqual(1)
  const settled = JSON.stringify(after.filter(({ event }) => event.type === 'tool.settled'))
  if (timesOf(effects, 'post') === 0) expect(settled).toContain('"unknown"')
  // Whoever may do something again does it with the same key, and at most once more for each death.
  for (const what of new Set(effects.map(effect => effect.what))) {
    expect(timesOf(effects, what), what).toBeLessThanOrEqual(1 + deaths)
    const keys = effects.filter(effect => effect.what === what).map(effect => effect.key)
    expect(new Set(keys).size, what).toBe(1)
  }
  for (const what of ['look', 'delegate', 'remind', 'import 0', 'import 1', 'import 2', 'sweep 0', 'sweep 1'])
    expect(timesOf(effects, what), what).toBeGreaterThanOrEqual(1)
  // A step that was stashed is not taken again.
  for (const name of ['import', 'sweep']) {
    const again = effects.filter(({ what }) => what.startsWith(name) && timesOf(effects, what) > 1)
    expect(new Set(again.map(({ what }) => what)).size, name).toBeLessThanOrEqual(deaths)
  }
  for (const type of ['timer.fired', 'fiber.started'])
    expect(after.filter(({ event }) => event.type === type).length, type).toBe(counts.get(type))
}

/** Has processes die one after the other at some points, then plays to the end. */
async function survive(...points: readonly string[]): Promise<void> {
  const directory = freshDirectory()
  for (const point of points) expect(await playInProcess(directory, point), point).toBe('SIGKILL')
  const { before, after, problems } = await play(directory)
  expect(problems).toEqual([])
  expectWhole(directory, before, after, points.length)
  rmSync(directory, { recursive: true })
}

/** Before and after the first event of each type, and at as many others as are asked for, which the seed picks. */
function pointsOf(seed: number, others: number): readonly string[] {
  let state = seed
  const draw = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const sides = ['before', 'after']
  const later = [...counts].flatMap(([type, count]) =>
    // Of deltas there are as many as the disk had time for, but a few always.
    Array.from({ length: (type === 'part.delta' ? 6 : count) - 1 }, (_, index) => `${type}:${index + 2}`),
  )
  const picked = Array.from({ length: others }, () => later.splice(draw(later.length), 1)[0])
  return [
    ...[...counts.keys()].flatMap(type => sides.map(side => `${side}:${type}:1`)),
    ...picked.map(point => `${sides[draw(2)]}:${point}`),
  ]
}

const seed = Number(process.env.CRASH_SEED ?? 20_261_122)

describe.concurrent(`kill -9, points of seed ${seed}`, () => {
  test('[R1] the scenario has every kind of event that it is to be killed at', () => {
    expect([...counts.keys()].sort()).toEqual(
      expect.arrayContaining([
        ...['approval.decided', 'approval.requested', 'fiber.settled', 'fiber.started', 'fiber.stashed'],
        ...['message.added', 'message.queued', 'part.added', 'part.delta', 'part.settled', 'run.settled'],
        ...['run.started', 'session.created', 'session.titled', 'state.patched', 'step.settled'],
        ...[
          'step.started',
          'subsession.opened',
          'subsession.settled',
          'timer.cancelled',
          'timer.fired',
          'timer.scheduled',
          'tool.called',
        ],
        ...['tool.progressed', 'tool.ready', 'tool.settled', 'tool.started'],
      ]),
    )
  })

  test.each(pointsOf(seed, 6))(
    '[R1][R2][R7][R11] right %s loses nothing and repeats nothing',
    { timeout: 120_000 },
    point => survive(point),
  )

  test.each([
    ['after:part.delta:2', 'before:run.recovered:1'],
    ['after:part.delta:2', 'after:run.recovered:1'],
    ['after:fiber.stashed:1', 'before:fiber.recovered:1'],
    ['after:fiber.stashed:1', 'after:fiber.recovered:1'],
    ['after:tool.started:3', 'after:tool.settled:1'],
    ['after:subsession.opened:1', 'before:session.created:1', 'after:subsession.settled:1'],
    ['before:timer.fired:1', 'after:timer.fired:1', 'after:fiber.settled:1'],
  ])('[R1][R2][R11] %s, then %s', { timeout: 180_000 }, (...points) => survive(...points.filter(Boolean)))
})
