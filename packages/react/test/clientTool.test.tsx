import { createClient, createSocketBackend } from '@sluice/client'
import type { ToolCallPart } from '@sluice/fold'
import type { Event, Json } from '@sluice/protocol'
import { type ClientToolContext, SluiceProvider, useAgent, useClientTool } from '@sluice/react'
import { createTestEnvironment } from '@sluice/testkit'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { answering, createStage, ref } from './support/createStage.tsx'

const offered: readonly Event[] = [
  ...answering,
  { type: 'tool.called', call: 'c1', message: 'm2', tool: 'locate' },
  { type: 'tool.ready', call: 'c1', arguments: { exact: true } },
]

/** Work that is done when the test says so. */
function createWork() {
  const begun: {
    args: Json
    context: ClientToolContext
    end(answer: Json): void
    fail(error: Error): void
  }[] = []
  const work = (args: Json, context: ClientToolContext) =>
    new Promise<Json>((end, fail) => begun.push({ args, context, end, fail }))
  return { begun, work }
}

function startPages() {
  const stage = createStage({ latencyMs: 5 })
  const environment = createTestEnvironment(stage.clock, 2)
  const backend = createSocketBackend({ connect: stage.server.connect, environment })
  const other = createClient({ backend, environment })
  const wrapper = ({ children }: { children?: ReactNode }) => (
    <SluiceProvider client={other}>{children}</SluiceProvider>
  )
  const open = (within: typeof stage.wrapper) => {
    const { begun, work } = createWork()
    const hook = renderHook(
      () => {
        useClientTool(ref, 'locate', work)
        return useAgent(ref)
      },
      { wrapper: within },
    )
    return { begun, agent: () => hook.result.current, unmount: hook.unmount }
  }
  const events = () => stage.server.log(ref).envelopes.map(({ event }) => event)
  const flush = async () => {
    await act(async () => stage.clock.advance(200))
    await act(async () => stage.clock.advance(200))
  }
  const call = () => stage.server.log(ref).view.open.parts.c1 as ToolCallPart | undefined
  return { ...stage, first: open(stage.wrapper), second: open(wrapper), events, flush, call }
}

test('[R17] one of the pages does an offered call, once, and its answer settles it', async () => {
  const { first, second, server, flush, events, call } = startPages()
  await flush()
  server.append(ref, ...offered)
  await flush()
  expect([...first.begun, ...second.begun]).toEqual([])
  server.append(ref, { type: 'tool.offered', call: 'c1' })
  await flush()
  const begun = [...first.begun, ...second.begun]
  expect(begun).toMatchObject([{ args: { exact: true }, context: { callId: 'c1', attempt: 1 } }])
  expect(call()).toMatchObject({ status: 'running', claim: { by: { id: 'ann' } } })
  begun[0]?.end({ at: 'home' })
  await flush()
  expect(events().at(-1)).toMatchObject({
    type: 'tool.settled',
    outcome: 'completed',
    output: { json: { at: 'home' } },
  })
  expect(events().filter(({ type }) => type === 'tool.started')).toHaveLength(1)
  expect([first.agent().outbox, second.agent().outbox]).toEqual([[], []])
})

test('[R17] what a page throws is the failure of the call', async () => {
  const { first, second, server, flush, events } = startPages()
  server.append(ref, ...offered, { type: 'tool.offered', call: 'c1' })
  await flush()
  ;[...first.begun, ...second.begun][0]?.fail(new Error('No permission.'))
  await flush()
  expect(events().at(-1)).toMatchObject({ outcome: 'failed', error: { message: 'No permission.' } })
})

test('[R17] a page that leaves lets go, and another takes over', async () => {
  const { first, second, server, flush, call } = startPages()
  server.append(ref, ...offered, { type: 'tool.offered', call: 'c1' })
  await flush()
  const [one, other] = first.begun.length === 1 ? [first, second] : [second, first]
  one.unmount()
  expect(one.begun[0]?.context.signal.aborted).toBe(true)
  await flush()
  await flush()
  expect(other.begun).toMatchObject([{ context: { attempt: 2 } }])
  one.begun[0]?.end('too late')
  await flush()
  expect(call()).toMatchObject({ status: 'running', attempt: 2 })
  other.begun[0]?.end('in time')
  await flush()
  expect(call()).toBeUndefined()
})

test('[R17] after a reconnection a page says that it still has its call, and drops one that it lost', async () => {
  const { first, second, server, flush, events, call } = startPages()
  server.append(ref, ...offered, { type: 'tool.offered', call: 'c1' })
  await flush()
  const one = first.begun.length === 1 ? first : second
  const claim = call()?.claim?.id
  server.goDown()
  await flush()
  server.comeUp()
  for (let rounds = 0; rounds < 20; rounds++) await flush()
  const claims = server.received('command').filter(({ command }) => command.type === 'tool.claim')
  expect(claims.at(-1)?.command).toEqual({ type: 'tool.claim', call: 'c1', claim })
  expect(events().filter(({ type }) => type === 'tool.started')).toHaveLength(1)
  server.append(ref, { type: 'tool.offered', call: 'c1', reason: 'The page is gone.' })
  await flush()
  expect(one.begun[0]?.context.signal.aborted).toBe(true)
})
