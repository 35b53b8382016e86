import type { ToolCallPart } from '@sluice/fold'
import type { Json, Typed } from '@sluice/protocol'
import { type Agent, type ClientToolContext, useAgent, useAgentState, useClientTool } from '@sluice/react'
import { renderHook } from '@testing-library/react'
import { expect, expectTypeOf, test } from 'vitest'
import { answering, createStage, ref } from './support/createStage.tsx'

/** As `typeof` an agent that the runtime's `defineAgent` has made. */
type Guide = Typed<{
  tools: {
    search: { arguments: { text: string }; result: { found: string[] }; answer: never }
    paint: { arguments: object; result: string; answer: { color: 'red' | 'blue' } }
    locate: { arguments: { exact: boolean }; result: { place: string }; answer: never }
  }
  state: { plan: string[]; done: number }
  data: { card: { title: string } }
}>

test('[R18] a session of a known agent has the types of its state, calls, parts and answers', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(() => useAgent<Guide>(ref), { wrapper })
  pass()
  const { current: guide } = result
  expectTypeOf(guide.state).toEqualTypeOf<{ plan: string[]; done: number }>()
  expect(guide.state.plan).toEqual(['look'])
  for (const call of guide.toolCalls) {
    if (call.tool === 'search') {
      expectTypeOf(call.arguments).toEqualTypeOf<{ text: string } | null>()
      if (call.output !== null && 'json' in call.output)
        expectTypeOf(call.output.json).toEqualTypeOf<{ found: string[] }>()
    }
    // @ts-expect-error There is no such tool.
    expect(call.tool === 'serach').toBe(false)
  }
  for (const part of guide.messages.flatMap(({ parts }) => parts)) {
    if (part.kind === 'data') expectTypeOf(part.data).toEqualTypeOf<{ title: string }>()
    if (part.kind === 'text') expectTypeOf(part.text).toBeString()
    if (part.kind === 'tool-call' && part.tool === 'locate')
      expectTypeOf(part.arguments).toEqualTypeOf<{ exact: boolean } | null>()
  }
  expectTypeOf(guide.setState)
    .parameter(0)
    .toExtend<
      Guide extends Typed<infer W extends { state: unknown }>
        ? W['state'] | ((old: W['state']) => W['state'])
        : never
    >()
  expectTypeOf(guide.decide).parameter(2).toEqualTypeOf<
    | {
        readonly reason?: string
        readonly arguments?: { text: string } | object | { exact: boolean }
        readonly answer?: { color: 'red' | 'blue' }
      }
    | undefined
  >()
  // @ts-expect-error The state has no such field.
  expect(() => guide.setState({ plan: [], don: 1 })).not.toThrow()
})

test('[R18][C8] the state by itself has the type of its agent, and so has what is taken of it', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(
    () => {
      const state = useAgentState<Guide>(ref)
      expectTypeOf(state).toEqualTypeOf<{ plan: string[]; done: number }>()
      const first = useAgentState<Guide, string | undefined>(ref, ({ plan }) => plan?.[0])
      // @ts-expect-error The state has no such field.
      useAgentState<Guide, unknown>(ref, ({ plna }) => plna)
      expectTypeOf(useAgentState(ref)).toEqualTypeOf<Json>()
      expectTypeOf(useAgentState(ref, any => [any])).toEqualTypeOf<Json[]>()
      return { state, first }
    },
    { wrapper },
  )
  pass()
  expect(result.current).toMatchObject({ state: { plan: ['look'] }, first: 'look' })
})

test('[R18] the work of a client tool has its arguments and its result', () => {
  const { wrapper } = createStage()
  renderHook(
    () => {
      useClientTool<Guide, 'locate'>(ref, 'locate', ({ exact }, context) => {
        expectTypeOf(exact).toBeBoolean()
        expectTypeOf(context).toEqualTypeOf<ClientToolContext>()
        return { place: exact ? 'here' : 'about here' }
      })
      // @ts-expect-error It gives a place.
      useClientTool<Guide, 'locate'>(ref, 'locate', () => ({ palce: 'here' }))
      useClientTool(ref, 'anything', args => {
        expectTypeOf(args).toEqualTypeOf<Json>()
        return null
      })
    },
    { wrapper },
  )
})

test('[R18] a session of an agent that is not known is what it was', () => {
  const { wrapper } = createStage()
  const { result } = renderHook(() => useAgent(ref), { wrapper })
  expectTypeOf(result.current).toExtend<Agent>()
  expectTypeOf(result.current.state).toEqualTypeOf<Json>()
  expectTypeOf(result.current.toolCalls).toEqualTypeOf<readonly ToolCallPart[]>()
})
