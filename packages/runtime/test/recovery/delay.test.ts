import type { Usage } from '@sluice/protocol'
import type { Harness, StepEnd } from '@sluice/runtime'
import { createMemoryStore } from '@sluice/server'
import { createFakeClock } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost } from '../support/createTestHost.ts'
import { isDelayed, runOf } from '../support/startWithProvider.ts'

const MINUTE = 60_000
const usage: Usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 }

/** A harness whose provider is busy so many times and names the time to wait, and then answers; `asked` are the times of the calls. */
function busy(times: number, asked: number[], now: () => number, word = ''): Harness {
  return {
    model: async () => ({ id: 'test/model', real: false }),
    compact: async () => null,
    step: async function* () {
      asked.push(now())
      const error = { code: 'model-busy', message: 'Too many.' }
      const isBusy = asked.length <= times
      const text = isBusy ? word : 'Done.'
      if (text !== '') {
        yield { type: 'opened', index: 0, kind: 'text' }
        yield { type: 'delta', index: 0, text }
        yield { type: 'closed', index: 0 }
      }
      const end: StepEnd = isBusy
        ? { outcome: 'failed', error, usage, retry: { afterMs: 10 * MINUTE } }
        : { outcome: 'completed', finish: 'stop', usage, message: '{}', calls: [] }
      yield { type: 'ended', end }
    },
  }
}

test.each(['', 'Let me '])(
  '[R1] A wait that a provider asked for goes on in the next process with what is left of it, after it said "%s"',
  async word => {
    const inner = createMemoryStore()
    const mortal = createCuttableStore(inner)
    // The process that died has a clock of its own, which stands still then.
    const clock = createFakeClock()
    const asked: number[] = []
    const harness = busy(1, asked, () => clock.now(), word)
    const first = await createTestHost({ harness, store: mortal.store })
    await first.send('Go')
    const began = clock.now()
    await first.until(isDelayed)
    mortal.cut()
    clock.advance(4 * MINUTE)
    const second = await createTestHost({ harness, store: inner, clock })
    const view = await second.until(
      ({ open }) => Object.values(open.runs)[0]?.recoveries === 1 && Object.values(open.steps).length === 1,
    )
    expect(Object.values(view.open.steps)).toMatchObject([
      { delayed: { attempt: 1, until: began + 10 * MINUTE, error: { code: 'model-busy' } } },
    ])
    clock.advance(6 * MINUTE - 1)
    expect(asked).toHaveLength(1)
    clock.advance(1)
    expect(runOf(await second.settled())).toMatchObject({ status: 'completed', recoveries: 1 })
    expect(asked).toEqual([began, began + 10 * MINUTE])
  },
)

test('[R1] A wait that was over meanwhile is not waited for again, and the attempts before the crash count', async () => {
  const inner = createMemoryStore()
  const mortal = createCuttableStore(inner)
  const clock = createFakeClock()
  const asked: number[] = []
  const harness = busy(9, asked, () => clock.now())
  const runLimits = { modelAttempts: 2 }
  const first = await createTestHost({ harness, store: mortal.store, runLimits })
  await first.send('Go')
  await first.until(isDelayed)
  mortal.cut()
  clock.advance(60 * MINUTE)
  const second = await createTestHost({ harness, store: inner, clock, runLimits })
  expect(runOf(await second.settled())).toMatchObject({ status: 'failed', error: { code: 'model-busy' } })
  expect(asked).toHaveLength(2)
})

test('[R1] A stop ends a wait that the next process goes on with, and the next run is not delayed', async () => {
  const inner = createMemoryStore()
  const mortal = createCuttableStore(inner)
  const clock = createFakeClock()
  const asked: number[] = []
  const harness = busy(1, asked, () => clock.now())
  const first = await createTestHost({ harness, store: mortal.store })
  await first.send('Go')
  await first.until(isDelayed)
  mortal.cut()
  const second = await createTestHost({ harness, store: inner, clock })
  const { open } = await second.until(
    view => isDelayed(view) && Object.values(view.open.runs)[0]?.recoveries === 1,
  )
  await second.command({ type: 'run.stop', run: Object.keys(open.runs)[0] ?? '' })
  await second.settled()
  await second.send('Again')
  expect(runOf(await second.settled())).toMatchObject({ status: 'completed' })
  expect(second.problems).toEqual([])
})
