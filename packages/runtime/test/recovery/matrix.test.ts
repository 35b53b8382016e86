import { emptyView, findPart, fold } from '@sluice/fold'
import { createMemoryStore } from '@sluice/server'
import { describe, expect, test } from 'vitest'
import { createCuttableStore } from '../support/createCuttableStore.ts'
import { drawn, textsOf } from './drawn.ts'
import { createScenario, play } from './scenario.ts'

describe('a crash after any append', async () => {
  const undisturbed = createScenario()
  const counted = createCuttableStore(createMemoryStore())
  const host = await play(undisturbed, counted.store)
  await host.send('Do it')
  const calm = await host.settled()
  const appends = counted.appends()

  test('[R1] the scenario has enough places to crash at', () => {
    expect(appends).toBeGreaterThan(15)
    expect(undisturbed.executions.map(({ tool }) => tool).sort()).toEqual(['look', 'pay', 'post'])
  })

  test.for(Array.from({ length: appends }, (_, index) => index + 1))(
    '[R1][R2] after append %i the run goes on to the same end and takes nothing back',
    async cutAfter => {
      const inner = createMemoryStore()
      const scenario = createScenario()
      const mortal = createCuttableStore(inner, cutAfter)
      const first = await play(scenario, mortal.store)
      await first.send('Do it')
      await Promise.race([mortal.reached, first.settled()])
      const key = { tenant: 'acme', agent: 'helper', id: 's1' }
      const before = await inner.read(key, null, Number.MAX_SAFE_INTEGER)
      const shown = fold(emptyView, before.envelopes)

      const second = await play(scenario, createCuttableStore(inner).store)
      const view = await second.settled()

      expect(view.lastOutcome).toBe('completed')
      expect(view.faults.count).toBe(0)
      expect(view.state).toEqual({ looked: true })
      expect((await second.log()).slice(0, before.envelopes.length)).toEqual(before.envelopes)
      for (const { id, text } of textsOf(shown)) {
        const now = findPart(view, id)
        expect(now !== null && 'text' in now && now.text.startsWith(text)).toBe(true)
      }
      const end = drawn(view)
      if (!JSON.stringify(end).includes('"unknown"')) expect(end).toEqual(drawn(calm))
      for (const tool of ['post', 'pay'])
        expect(scenario.executions.filter(execution => execution.tool === tool).length).toBeLessThanOrEqual(1)
      const keys = scenario.executions.map(({ callId, key: one }) => `${callId} ${one}`)
      expect(new Set(keys).size).toBe(new Set(scenario.executions.map(({ callId }) => callId)).size)
      expect(second.problems).toEqual([])
    },
  )
})
