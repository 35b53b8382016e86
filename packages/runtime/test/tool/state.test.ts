import { lastWrite } from '@sluice/fold'
import type { Json, Patch } from '@sluice/protocol'
import { defineTool, type Script } from '@sluice/runtime'
import type { CommandAnswer, Principal } from '@sluice/server'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, ref } from '../support/createTestHost.ts'

const people: Principal[] = ['ann', 'ben'].map(id => ({ id, tenant: 'acme', expiresAt: null }))

const schema = v.strictObject({
  counts: v.record(v.string(), v.pipe(v.number(), v.maxValue(50))),
  note: v.string(),
})

type State = v.InferOutput<typeof schema>

describe('the shared state', () => {
  test('[E12] two clients and a tool write at once, and nothing that was accepted is lost', async () => {
    let tool = 0
    const count = defineTool({
      name: 'count',
      description: 'Counts.',
      parameters: v.object({}),
      execute: async (_, { state }) => {
        for (; tool < 20; tool++) {
          const { counts } = state.get() as State
          await state.patch([{ op: 'replace', path: '/counts/tool', value: (counts.tool ?? 0) + 1 }])
        }
        return 'counted'
      },
    })
    const script: Script = turns =>
      turns.at(-1)?.role === 'tool' ? [{ text: 'Done.' }] : [{ tool: 'count', arguments: {} }]
    const initial = { counts: { tool: 0, ann: 0, ben: 0, shared: 0 }, note: '' }
    const state = { initial, schema, clientsMayPatch: true }
    const host = await createTestHost({ agents: [helper({ tools: [count], state })], script })
    await host.send('Count')
    let sent = 0
    const patch = (principal: Principal, base: string | null, body: Patch): Promise<CommandAnswer> =>
      host.host.hub.command(principal, ref, `p${++sent}`, { type: 'state.patch', base, patch: body })
    const accepted = { ann: 0, ben: 0, shared: 0 }
    /** Adds one to a count, as often as somebody else was faster. */
    const add = async (principal: Principal, name: 'ann' | 'ben' | 'shared') => {
      for (;;) {
        const view = await host.host.hub.reads.view(principal, ref, null)
        const { counts } = view.state as State
        const next = (counts[name] ?? 0) + 1
        const answer = await patch(principal, view.offset, [
          { op: 'test', path: `/counts/${name}`, value: next - 1 },
          { op: 'replace', path: `/counts/${name}`, value: next },
        ])
        if (answer.ok) {
          accepted[name] += 1
          return
        }
        expect(['state-conflict', 'state-refused']).toContain(answer.code)
      }
    }
    await Promise.all(
      people.map(async principal => {
        for (let round = 0; round < 12; round++) {
          await Promise.all([add(principal, principal.id as 'ann' | 'ben'), add(principal, 'shared')])
        }
      }),
    )
    const view = await host.settled()
    expect(accepted).toEqual({ ann: 12, ben: 12, shared: 24 })
    expect(view.state).toEqual({ counts: { tool: 20, ann: 12, ben: 12, shared: 24 }, note: '' })
    expect(lastWrite(view, '/counts/tool')?.actor).toEqual({ kind: 'agent', id: 'helper' })
    expect(lastWrite(view, '/counts/ann')?.actor).toEqual({ kind: 'person', id: 'ann' })
    expect(view.faults.count).toBe(0)
    expect(host.problems).toEqual([])
  })

  test('[E12][F8] a patch that breaks the agent’s schema is refused, of a client and of a tool', async () => {
    const told: string[] = []
    const spoil = defineTool({
      name: 'spoil',
      description: 'Spoils.',
      parameters: v.object({}),
      execute: (_, { state }) => state.patch([{ op: 'replace', path: '/note', value: 7 }]),
    })
    const script: Script = turns => {
      const last = turns.at(-1)
      if (last?.role !== 'tool') return [{ tool: 'spoil', arguments: {} }]
      told.push(last.text)
      return [{ text: 'Done.' }]
    }
    const initial: Json = { counts: {}, note: '' }
    const host = await createTestHost({
      agents: [helper({ tools: [spoil], state: { initial, schema, clientsMayPatch: true } })],
      script,
    })
    await host.send('Spoil')
    const view = await host.settled()
    expect(told[0]).toContain('The state was not changed')
    for (const path of ['/counts/many', '/other'])
      await expect(
        host.command({ type: 'state.patch', base: view.offset, patch: [{ op: 'add', path, value: 51 }] }),
      ).rejects.toThrow('state-refused')
    expect((await host.until(() => true)).state).toEqual(initial)
  })
})
