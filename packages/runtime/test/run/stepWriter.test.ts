import type { Harness, StepPart } from '@sluice/runtime'
import { describe, expect, test } from 'vitest'
import { createTestHost } from '../support/createTestHost.ts'

/** A harness that says what the test tells it to, when it tells it to. */
function createToldHarness() {
  let waiting = Promise.withResolvers<StepPart>()
  const taken: PromiseWithResolvers<void>[] = []
  const harness: Harness = {
    model: async () => ({ id: 'told/model', real: false }),
    compact: async () => null,
    step: async function* () {
      for (;;) {
        const part = await waiting.promise
        waiting = Promise.withResolvers()
        yield part
        // The generator goes on when the part has been dealt with.
        taken.shift()?.resolve()
        if (part.type === 'ended') return
      }
    },
  }
  const say = (part: StepPart): Promise<void> => {
    const done = Promise.withResolvers<void>()
    taken.push(done)
    waiting.resolve(part)
    return part.type === 'ended' ? Promise.resolve() : done.promise
  }
  return { harness, say }
}

const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 }

describe('streamed text', () => {
  test('[E2] the first delta goes at once, and what comes within 16 ms after it goes as one', async () => {
    const { harness, say } = createToldHarness()
    const { send, until, settled, clock, events } = await createTestHost({ harness })
    const shows = (text: string) => () =>
      until(view => Object.values(view.open.parts).some(part => 'text' in part && part.text === text))
    await send('Hi')
    await say({ type: 'opened', index: 0, kind: 'text' })
    await say({ type: 'delta', index: 0, text: 'One' })
    await shows('One')()
    for (const text of [' two', ' three', ' four']) await say({ type: 'delta', index: 0, text })
    clock.advance(15)
    expect((await events('part.delta')).map(delta => delta.text)).toEqual(['One'])
    clock.advance(1)
    await shows('One two three four')()
    await say({ type: 'delta', index: 0, text: ' five' })
    clock.advance(16)
    await shows('One two three four five')()
    await say({ type: 'closed', index: 0 })
    await say({
      type: 'ended',
      end: { outcome: 'completed', finish: 'stop', usage, message: '{"content":[]}', calls: [] },
    })
    await settled()
    expect((await events('part.delta')).map(({ from, text }) => [from, text])).toEqual([
      [0, 'One'],
      [3, ' two three four'],
      [18, ' five'],
    ])
  })

  test('[E2] parts that stream at the same time keep their own places', async () => {
    const { harness, say } = createToldHarness()
    const { send, settled, events } = await createTestHost({ harness })
    await send('Hi')
    await say({ type: 'opened', index: 0, kind: 'reasoning' })
    await say({ type: 'opened', index: 1, kind: 'text' })
    for (const text of ['a', 'b', 'c']) {
      await say({ type: 'delta', index: 0, text })
      await say({ type: 'delta', index: 1, text: text.toUpperCase() })
    }
    await say({
      type: 'ended',
      end: { outcome: 'completed', finish: 'stop', usage, message: '{"content":[]}', calls: [] },
    })
    const view = await settled()
    const message = view.settled.flat().find(entry => entry.kind === 'message' && entry.role === 'assistant')
    expect(message).toMatchObject({
      parts: [
        { kind: 'reasoning', text: 'abc' },
        { kind: 'text', text: 'ABC' },
      ],
    })
    expect((await events('part.delta')).length).toBeLessThan(6)
  })

  test('[E2] a part that stays without text is not in the log', async () => {
    const { harness, say } = createToldHarness()
    const { send, settled, events } = await createTestHost({ harness })
    await send('Hi')
    await say({ type: 'opened', index: 0, kind: 'reasoning' })
    await say({ type: 'closed', index: 0 })
    await say({ type: 'opened', index: 1, kind: 'text' })
    await say({ type: 'delta', index: 1, text: 'Yes.' })
    await say({ type: 'closed', index: 1 })
    await say({
      type: 'ended',
      end: { outcome: 'completed', finish: 'stop', usage, message: '{"content":[]}', calls: [] },
    })
    expect((await settled()).lastOutcome).toBe('completed')
    expect(await events('part.added')).toMatchObject([{ kind: 'text' }])
  })

  test('[E8] a delta of any length fits into events', async () => {
    const { harness, say } = createToldHarness()
    const { send, settled, events } = await createTestHost({ harness })
    const text = '\u0001'.repeat(30_000)
    await send('Hi')
    await say({ type: 'opened', index: 0, kind: 'text' })
    await say({ type: 'delta', index: 0, text })
    await say({
      type: 'ended',
      end: { outcome: 'completed', finish: 'stop', usage, message: '{"content":[]}', calls: [] },
    })
    const view = await settled()
    expect(view.lastOutcome).toBe('completed')
    expect((await events('part.delta')).map(delta => delta.text).join('')).toBe(text)
  })

  test('[S1] a disk that fails ends the run with a reason, and does not hang', async () => {
    const { harness, say } = createToldHarness()
    const host = await createTestHost({ harness })
    await host.send('Hi')
    await say({ type: 'opened', index: 0, kind: 'text' })
    await say({ type: 'delta', index: 0, text: 'One' })
    await host.until(view => Object.values(view.open.parts).length > 0)
    const { append } = host.store
    let failures = 0
    Object.assign(host.store, {
      append: async (...args: Parameters<typeof append>) => {
        if (failures++ === 0) throw new Error('no space left')
        return append(...args)
      },
    })
    void say({ type: 'delta', index: 0, text: ' two' })
    host.clock.advance(16)
    host.clock.advance(60_000)
    const view = await host.settled()
    expect(view.settled.flat().find(entry => entry.kind === 'run')).toMatchObject({
      status: 'failed',
      error: { code: 'internal' },
    })
    expect(host.problems[0]).toContain('could not go on')
  })
})
