import type { Json } from '@sluice/protocol'
import { type Agent, defineAgent, defineTool } from '@sluice/runtime'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createTestHost, helper } from '../support/createTestHost.ts'

const search = defineTool({
  name: 'search',
  description: 'Searches.',
  parameters: v.object({ text: v.string(), most: v.optional(v.number(), 10) }),
  execute: async ({ text, most }) => {
    expectTypeOf(most).toEqualTypeOf<number>()
    return { found: [text] }
  },
})

const paint = defineTool({
  name: 'paint',
  description: 'Paints.',
  parameters: v.object({}),
  asks: v.object({ color: v.picklist(['red', 'blue']) }),
  execute: async (_, { ask }) => {
    const { color } = await ask({ question: 'Which color?' })
    expectTypeOf(color).toEqualTypeOf<'red' | 'blue'>()
    const count = await ask({ question: 'How often?', schema: v.number() })
    expectTypeOf(count).toEqualTypeOf<number>()
    return `${color} ${count}`
  },
})

const locate = defineTool({
  name: 'locate',
  description: 'Finds out where somebody is.',
  parameters: v.object({ exact: v.boolean() }),
  client: true,
  result: v.object({ place: v.string() }),
})

const guide = defineAgent({
  name: 'helper',
  instructions: 'You guide.',
  tools: [search, paint, locate],
  state: { initial: { plan: [] }, schema: v.object({ plan: v.array(v.string()) }), clientsMayPatch: true },
  data: { card: v.object({ title: v.string() }) },
})

type Known = NonNullable<(typeof guide)['~types']>

describe('what the types of a page know of an agent', () => {
  test('[R18] arguments, results and answers of its tools, its state and its data', () => {
    expectTypeOf<keyof Known['tools']>().toEqualTypeOf<'search' | 'paint' | 'locate'>()
    expectTypeOf<Known['tools']['search']['arguments']>().toEqualTypeOf<{
      text: string
      most?: number | undefined
    }>()
    expectTypeOf<Known['tools']['search']['result']>().toEqualTypeOf<{ found: string[] }>()
    expectTypeOf<Known['tools']['search']['answer']>().toBeNever()
    expectTypeOf<Known['tools']['paint']['answer']>().toEqualTypeOf<{ color: 'red' | 'blue' }>()
    expectTypeOf<Known['tools']['locate']['result']>().toEqualTypeOf<{ place: string }>()
    expectTypeOf<Known['state']>().toEqualTypeOf<{ plan: string[] }>()
    expectTypeOf<Known['data']['card']>().toEqualTypeOf<{ title: string }>()
    expectTypeOf(guide).toExtend<Agent>()
    // Nothing of it is there when the program runs.
    expect(Object.keys(guide)).not.toContain('~types')
    expect(search).not.toHaveProperty('~types')
  })

  test('[R18] an agent that says little is known little of', () => {
    const plain = defineAgent({ name: 'plain', instructions: 'Be.' })
    expectTypeOf<NonNullable<(typeof plain)['~types']>['state']>().toEqualTypeOf<Json>()
    expectTypeOf<keyof NonNullable<(typeof plain)['~types']>['tools']>().toBeNever()
    const schema = v.object({ plan: v.string() })
    // @ts-expect-error A state that its schema does not take.
    defineAgent({ name: 'wrong', instructions: '', state: { initial: { plan: 1 }, schema } })
    defineTool({
      name: 'x',
      description: '',
      parameters: v.object({}),
      client: true,
      // @ts-expect-error A tool that is done in a page has no code here.
      execute: () => 1,
    })
  })
})

test('[R18][F8] people can send the data parts that the agent takes, and no others', async () => {
  const host = await createTestHost({ agents: [guide], script: () => [{ text: 'Seen.' }] })
  const send = (name: string, data: Json) =>
    host.command({ type: 'message.send', parts: [{ kind: 'data', name, data }] })
  await expect(send('card', { title: 1 })).rejects.toThrow('does not take the data card')
  await expect(send('other', {})).rejects.toThrow('There is none of that name; there are: card.')
  await send('card', { title: 'A' })
  await host.settled()
  const free = await createTestHost({ agents: [helper()], script: () => [{ text: 'Seen.' }] })
  await free.command({ type: 'message.send', parts: [{ kind: 'data', name: 'any', data: 1 }] })
  await free.settled()
})
