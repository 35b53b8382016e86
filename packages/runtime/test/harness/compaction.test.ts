import { lineOf } from '@sluice/fold'
import { createMemoryStore } from '@sluice/server'
import { afterEach, describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { createTestHost } from '../support/createTestHost.ts'
import { type HarnessUnderTest, harnesses } from '../support/harnesses.ts'
import { type Answer, type ProviderRequest, startProvider } from '../support/startProvider.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Says something long, or sums up when that is what is asked. */
const answer: Answer = (reply, { messages }) => {
  if (isSummary({ messages })) reply.chunk({ content: 'They counted sheep.' }, 'stop')
  else reply.chunk({ content: 'A sheep jumps over the fence. '.repeat(100) }, 'stop')
  reply.done()
}

const isSummary = ({ messages }: Pick<ProviderRequest, 'messages'>) =>
  /context summarization assistant|You sum up the older part/.test(JSON.stringify(messages[0]))

async function startWithSmallModel(harness: HarnessUnderTest, contextTokens: number) {
  const provider = await startProvider(Array.from({ length: 20 }, () => answer))
  closing.push(provider.close)
  return { harness: () => harness.create(provider.url, { contextTokens }), requests: provider.requests }
}

describe.each(harnesses)('a conversation that grows too long for its model, through $name', one => {
  test('[R5][R8] is summed up before the next call, and the transcript keeps everything', async () => {
    const { harness, requests } = await startWithSmallModel(one, 3000)
    const inner = createMemoryStore()
    const host = await createTestHost({ harness: harness(), store: createCuttableStore(inner).store })
    for (const text of ['One', 'Two', 'Three', 'Four']) {
      await host.send(text)
      await host.settled()
    }
    const view = await host.settled()
    const [compacted] = await host.events('context.compacted')
    expect(lineOf(view)).toHaveLength(8)
    expect(lineOf(view)).toContain(compacted?.through)
    expect(compacted?.tokensAfter).toBeLessThan(compacted?.tokensBefore ?? 0)
    expect(requests.filter(isSummary)).toHaveLength((await host.events('context.compacted')).length)
    const last = requests.at(-1)
    expect(JSON.stringify(last?.messages[1])).toContain('They counted sheep.')
    expect(last?.messages.at(-1)?.content).toBe('Four')
    expect(last?.messages.length).toBeLessThan(8)
    // The summary's own call is part of what the step used.
    expect((await host.events('step.settled')).map(({ usage }) => usage?.inputTokens)).toContain(24)
    await host.host.close()

    const next = await createTestHost({ harness: harness(), store: inner })
    await next.send('Five')
    await next.settled()
    expect(JSON.stringify(requests.at(-1)?.messages[1])).toContain('They counted sheep.')
    expect([...host.problems, ...next.problems]).toEqual([])
  })

  test('[R5] is given whole while it fits', async () => {
    const { harness, requests } = await startWithSmallModel(one, 100_000)
    const host = await createTestHost({ harness: harness() })
    for (const text of ['One', 'Two', 'Three']) {
      await host.send(text)
      await host.settled()
    }
    expect(requests.filter(isSummary)).toEqual([])
    expect(requests.at(-1)?.messages).toHaveLength(6)
  })
})
