import {
  createClient,
  createSocketBackend,
  directoryOf,
  eventsOf,
  readPage,
  type SocketListener,
  searchMessages,
} from '@sluice/client'
import type { Command, Event } from '@sluice/protocol'
import { createFakeClock, createTestEnvironment, createTestServer } from '@sluice/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ref } from './support/createPage.ts'

const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

/** A conversation with something open of every kind. */
const conversation: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann', state: { plan: ['look'] } },
  {
    type: 'message.added',
    message: 'm1',
    role: 'user',
    after: null,
    parts: [{ part: 'p1', kind: 'text', text: 'Why?' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'm1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm2', role: 'assistant', after: 'm1', run: 'r1', step: 's1' },
  { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
  { type: 'part.delta', part: 'p2', from: 0, text: 'Because ' },
  { type: 'tool.called', call: 'c1', message: 'm2', tool: 'edit' },
  { type: 'tool.ready', call: 'c1', arguments: { path: 'a' } },
  { type: 'step.settled', step: 's1', outcome: 'completed' },
  { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c1', question: 'Edit?' },
  { type: 'state.patched', patch: [{ op: 'add', path: '/done', value: { of: [1] } }] },
]

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** What stands in the place of something, as JSON. */
const values = [
  'null',
  'true',
  '[]',
  '{}',
  '-1',
  '1e308',
  '0.5',
  '"__proto__"',
  '"constructor"',
  '"m2"',
  '"0000000000000001_aaaaaaaa"',
  '"9999999999999999_zzzzzzzz"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[null]',
  nested(20_000),
  JSON.stringify('x'.repeat(100_000)),
]

/** A place in a frame, and what is done there. */
interface Blow {
  readonly frame: number
  readonly place: number
  /** The index of a value, or what is done with the whole frame. */
  readonly value: number | 'again' | 'gone'
  /** The key that it gets, where it has one. */
  readonly key: string | null
}

const MARK = '\u0001'

/** Does something to a frame. */
function strike(text: string, { place, value, key }: Blow): string[] {
  if (value === 'gone') return []
  // One that was struck so deep is left at that.
  if (value === 'again' || text.includes(nested(50))) return value === 'again' ? [text, text] : [text]
  let count = 0
  const walk = (at: unknown): unknown => {
    count += 1
    if (count === place) return MARK
    if (Array.isArray(at)) return at.map(walk)
    if (typeof at !== 'object' || at === null) return at
    return Object.fromEntries(
      Object.entries(at).map(([name, item]) => {
        const walked = walk(item)
        return [walked === MARK && key !== null ? key : name, walked]
      }),
    )
  }
  return [JSON.stringify(walk(JSON.parse(text))).replace(JSON.stringify(MARK), () => values[value] ?? '')]
}

const blow: fc.Arbitrary<Blow> = fc.record({
  frame: fc.nat(12),
  place: fc.integer({ min: 2, max: 120 }),
  value: fc.oneof({ weight: 8, arbitrary: fc.nat(values.length - 1) }, fc.constantFrom('again', 'gone')),
  key: fc.option(fc.constantFrom('__proto__', 'constructor', 'toString'), { freq: 4 }),
})

/** A page on a server whose frames are struck on their way. */
function openPage(blows: readonly Blow[]) {
  const clock = createFakeClock()
  const server = createTestServer({ clock, directory: true, pieceLength: 700, frameLength: 5 })
  const environment = createTestEnvironment(clock)
  let frames = 0
  let isHostile = true
  const connect = (listener: SocketListener) =>
    server.connect({
      ...listener,
      message(text) {
        const mine = isHostile ? blows.filter(({ frame }) => frame === frames) : []
        frames += 1
        const struck = mine.reduce((texts, each) => texts.flatMap(one => strike(one, each)), [String(text)])
        for (const each of struck) listener.message(each)
      },
    })
  const client = createClient({ backend: createSocketBackend({ connect, environment }), environment })
  const session = client.session(ref)
  const read = (): void => {
    session.messages().getSnapshot()
    session.state().getSnapshot()
    for (const id of session.line().getSnapshot()) session.message(id).getSnapshot()
  }
  for (const each of ['messages', 'approvals', 'state', 'run', 'queue', 'outbox', 'status'] as const)
    session[each]().subscribe(read)
  directoryOf(client).subscribe(() => directoryOf(client).getSnapshot())
  eventsOf(client, ref).subscribe(() => eventsOf(client, ref).getSnapshot())
  return {
    clock,
    server,
    client,
    session,
    calmDown: () => {
      isHostile = false
    },
  }
}

test('[W1][F3] whatever a server sends, nothing is thrown, no prototype is touched, and the session goes on with the next good frames', () => {
  fc.assert(
    fc.property(fc.array(blow, { minLength: 1, maxLength: 4 }), blows => {
      const page = openPage(blows)
      const { clock, server, client, session } = page
      server.append(ref, ...conversation)
      clock.advance(300)
      session.send(say('Hello'))
      clock.advance(300)
      server.append(ref, { type: 'session.titled', title: 'More' })
      clock.advance(300)
      expect(({} as { polluted?: boolean }).polluted).toBe(undefined)
      page.calmDown()
      server.sockets()[0]?.cut()
      clock.advance(30_000)
      if (client.connection.getSnapshot().status === 'refused') client.reconnect()
      clock.advance(30_000)
      server.append(ref, { type: 'session.titled', title: 'Good again' })
      clock.advance(30_000)
      const { phase, error } = session.getStatus()
      if (phase === 'closed') expect(error?.code).toBe('unsupported-revision')
      else expect([phase, session.getView().offset]).toEqual(['live', server.log(ref).view.offset])
      client.close()
    }),
    { numRuns: 400 },
  )
})

test.each([
  'null',
  '"<html>"',
  '{}',
  '{"entries":null,"messages":"m1"}',
  '{"entries":[null],"messages":null}',
  '{"entries":[{"ordinal":99,"entry":null}]}',
  '{"entries":[{"ordinal":99,"entry":{"id":"m1","kind":"message","parts":null}}]}',
])('[W3] an answer over HTTP that is not what was asked for is a failure with a code: %s', async body => {
  const { client } = openPage([])
  const lying = { ...client, request: async () => new Response(body, { status: 200 }) }
  await expect(readPage(lying, ref, 100)).rejects.toMatchObject({ code: 'internal' })
  await expect(searchMessages(lying, ref, 'why')).rejects.toMatchObject({ code: 'internal' })
})
