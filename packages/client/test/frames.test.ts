import { createClient } from '@sluice/client'
import { fold } from '@sluice/fold'
import type { Event } from '@sluice/protocol'
import { createFakeClock, createLog, createTestEnvironment } from '@sluice/testkit'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { joinFrames } from '../src/subscription/joinFrames.ts'
import type { SessionFrame } from '../src/subscription/step.ts'
import { ref } from './support/createPage.ts'
import { createScriptedBackend } from './support/createScriptedBackend.ts'

const titled = (title: string): Event => ({ type: 'session.titled', title })

describe('what comes between two frames of the screen', () => {
  const log = createLog()
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann' })
  const envelopes = log.append(...Array.from({ length: 200 }, (_, at) => titled(`Title ${at}`)))
  const frames = envelopes.map(
    (envelope, at): SessionFrame => ({
      type: 'events',
      channel: 1,
      after: log.envelopes[at]?.offset ?? null,
      envelopes: [envelope],
    }),
  )

  test('[C5] is folded together, a bounded number of events at a time', () => {
    const clock = createFakeClock()
    const { backend, requests, answer } = createScriptedBackend(true)
    const batches: number[] = []
    const counting: typeof backend = {
      ...backend,
      fold(view, some) {
        batches.push(some.length)
        return fold(view, some)
      },
    }
    const client = createClient({ backend: counting, environment: createTestEnvironment(clock) })
    const session = client.session(ref)
    session.subscribe(() => {})
    clock.advance(50)
    const [request] = requests
    const channel = request?.type === 'subscribe' ? request.channel : -1
    const [first] = log.envelopes
    if (first === undefined) throw new Error('The log is empty.')
    answer({ type: 'events', channel, after: null, envelopes: [first] })
    answer({ type: 'live', channel, head: first.offset, writer: true })
    clock.advance(50)
    batches.length = 0
    for (const frame of frames) answer({ ...frame, channel })
    clock.advance(50)
    expect(batches).toEqual([64, 64, 64, 8])
    expect(session.getView()).toEqual(log.view)
    client.close()
  })

  test('[W1] is not put together across a gap, another channel or anything else', () => {
    const [one, two, three] = frames as [SessionFrame, SessionFrame, SessionFrame]
    expect(joinFrames(one, two)).toMatchObject({ channel: 1, envelopes: [{}, {}] })
    expect([
      joinFrames(one, three),
      joinFrames(two, one),
      joinFrames(one, { ...two, channel: 2 }),
      joinFrames(one, 2),
      joinFrames(1, two),
      joinFrames({ type: 'live', channel: 1, head: null, writer: true }, two),
    ]).toEqual([null, null, null, null, null, null])
  })
})

describe('the frames of a browser', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  /** An environment on a page whose frames come when the test says so. */
  async function openBrowser() {
    vi.useFakeTimers()
    // Another file may have left one that waits.
    vi.resetModules()
    const frames = new Map<number, () => void>()
    let asked = 0
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.set(++asked, run) && asked)
    vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id))
    const { browserEnvironment } = await import('../src/edge/browserEnvironment.ts')
    return {
      onFrame: browserEnvironment.onFrame,
      paint() {
        const due = [...frames.values()]
        frames.clear()
        for (const run of due) run()
      },
    }
  }

  test('[C5] a hidden page, which has none, does its work every 250 ms, and once', async () => {
    const { onFrame, paint } = await openBrowser()
    let runs = 0
    const work = (): void => {
      runs += 1
    }
    for (let round = 1; round <= 3; round++) {
      onFrame(work)
      vi.advanceTimersByTime(249)
      expect(runs).toBe(round - 1)
      vi.advanceTimersByTime(1)
      expect(runs).toBe(round)
    }
    paint()
    vi.advanceTimersByTime(1_000)
    expect([runs, vi.getTimerCount()]).toEqual([3, 0])
  })

  test('[C5] while they come, work is done with them alone, and no timer is set for each', async () => {
    const { onFrame, paint } = await openBrowser()
    const set = vi.spyOn(globalThis, 'setTimeout')
    let runs = 0
    for (let at = 0; at < 60; at++) {
      onFrame(() => {
        runs += 1
      })
      vi.advanceTimersByTime(15)
      expect(runs).toBe(at)
      paint()
      vi.advanceTimersByTime(1)
      expect(runs).toBe(at + 1)
    }
    expect(set.mock.calls.length).toBeLessThan(6)
  })

  test('[C5] what is taken back is not done, and what throws does not hold up the rest', async () => {
    const { onFrame } = await openBrowser()
    const done: string[] = []
    onFrame(() => done.push('taken back'))()
    onFrame(() => done.push('first'))
    onFrame(() => {
      throw new Error('Broken.')
    })
    onFrame(() => done.push('last'))
    expect(() => vi.advanceTimersByTime(250)).toThrow('Broken.')
    vi.advanceTimersByTime(250)
    expect(done).toEqual(['first', 'last'])
  })
})
