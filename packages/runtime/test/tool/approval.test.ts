import type { View } from '@sluice/fold'
import { defineTool, type Script } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper } from '../support/createTestHost.ts'

async function startWithApproval() {
  const transfers: number[] = []
  const told: string[] = []
  const transfer = defineTool({
    name: 'transfer',
    description: 'Sends money.',
    parameters: v.object({ amount: v.pipe(v.number(), v.minValue(1)) }),
    approval: ({ amount }) => amount > 10 && `Send ${amount}?`,
    execute: ({ amount }) => {
      transfers.push(amount)
      return { sent: amount }
    },
  })
  const script: Script = turns => {
    const last = turns.at(-1)
    if (last?.role !== 'tool') return [{ tool: 'transfer', arguments: { amount: Number(last?.text) } }]
    told.push(last.text)
    return [{ text: 'Done.' }]
  }
  const host = await createTestHost({ agents: [helper({ tools: [transfer] })], script })
  const asked = async () => {
    const view = await host.until(now => Object.keys(now.open.approvals).length > 0)
    const [approval] = Object.values(view.open.approvals)
    if (approval === undefined) throw new Error('No approval is open.')
    return approval
  }
  return { ...host, transfers, told, asked }
}

const callOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .find(part => typeof part !== 'string' && part.kind === 'tool-call')

describe('an approval', () => {
  test('[R5] is asked for in the tool’s words, and the tool runs after the answer', async () => {
    const { send, asked, command, settled, transfers, until } = await startWithApproval()
    await send('50')
    const approval = await asked()
    expect(approval).toMatchObject({ question: 'Send 50?', call: expect.any(String) })
    expect(transfers).toEqual([])
    expect((await until(() => true)).open.parts).toMatchObject({
      [approval.call ?? '']: { status: 'awaiting-approval' },
    })
    await command({ type: 'approval.decide', approval: approval.id, decision: 'approved' })
    const view = await settled()
    expect(transfers).toEqual([50])
    expect(callOf(view)).toMatchObject({
      status: 'completed',
      approval: { status: 'approved', by: { kind: 'person', id: 'ann' } },
    })
  })

  test('[R5] is not asked for where the arguments do not need one', async () => {
    const { send, settled, transfers, events } = await startWithApproval()
    await send('5')
    await settled()
    expect(transfers).toEqual([5])
    expect(await events('approval.requested')).toEqual([])
  })

  test('[R5] a denial settles the call with its reason, and the model is told', async () => {
    const { send, asked, command, settled, transfers, told } = await startWithApproval()
    await send('50')
    await command({
      type: 'approval.decide',
      approval: (await asked()).id,
      decision: 'denied',
      reason: 'too much',
    })
    const view = await settled()
    expect(transfers).toEqual([])
    expect(callOf(view)).toMatchObject({ status: 'denied' })
    expect(told).toEqual(['A person denied this tool call: too much'])
  })

  test('[R5] edited arguments are what the tool gets, and the model is told of them', async () => {
    const { send, asked, command, settled, transfers, told } = await startWithApproval()
    await send('50')
    const { id } = await asked()
    await command({ type: 'approval.decide', approval: id, decision: 'approved', arguments: { amount: 20 } })
    await settled()
    expect(transfers).toEqual([20])
    expect(told[0]).toContain('changed the arguments to {"amount":20}')
  })

  test('[R10] edited arguments that do not fit are settled as failed', async () => {
    const { send, asked, command, settled, transfers } = await startWithApproval()
    await send('50')
    const { id } = await asked()
    await command({ type: 'approval.decide', approval: id, decision: 'approved', arguments: { amount: 0 } })
    expect(callOf(await settled())).toMatchObject({ status: 'failed', error: { code: 'bad-arguments' } })
    expect(transfers).toEqual([])
  })

  test('[R4] a stop withdraws the question', async () => {
    const { send, asked, command, settled, until } = await startWithApproval()
    await send('50')
    await asked()
    const [run = ''] = Object.keys((await until(() => true)).open.runs)
    await command({ type: 'run.stop', run })
    const view = await settled()
    expect(view.open.approvals).toEqual({})
    expect(callOf(view)).toMatchObject({ status: 'cancelled', approval: { status: 'withdrawn' } })
  })
})
