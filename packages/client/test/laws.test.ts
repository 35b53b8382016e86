import { emptyView, fold } from '@sluice/fold'
import type { Event } from '@sluice/protocol'
import { createTestServer } from '@sluice/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

type Deed =
  | {
      readonly do:
        | 'write'
        | 'cut'
        | 'freeze'
        | 'down'
        | 'up'
        | 'wake'
        | 'swallow'
        | 'refuse'
        | 'duplicate'
        | 'skip'
    }
  | { readonly do: 'send'; readonly by: 0 | 1 }
  | { readonly do: 'wait'; readonly ms: number }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Deed>({ do: 'write' }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 400 }).map((ms): Deed => ({ do: 'wait', ms })) },
  { weight: 1, arbitrary: fc.integer({ min: 400, max: 30_000 }).map((ms): Deed => ({ do: 'wait', ms })) },
  { weight: 4, arbitrary: fc.constantFrom(0 as const, 1 as const).map((by): Deed => ({ do: 'send', by })) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('cut', 'freeze', 'down', 'up', 'wake', 'swallow', 'refuse', 'duplicate', 'skip')
      .map((what): Deed => ({ do: what as 'cut' })),
  },
)

const start: Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann' },
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
]

const delta = (from: number): Event => ({ type: 'part.delta', part: 'p2', from, text: `${from % 10}` })

function play(
  deeds: readonly Deed[],
  options: { latencyMs: number; replayLimit: number; pieceLength: number },
) {
  const page = createPage({ ...options, frameLength: 3 })
  const { server, clock } = page
  server.append(ref, ...start)
  const second = page.another(2)
  const clients = [page.client, second.client] as const
  const sessions = clients.map(client => client.session(ref))
  const sent: string[][] = [[], []]
  const shown = sessions.map(() => '')
  sessions.forEach((session, at) => {
    session.subscribe(() => {
      const part = session.part('p2').getSnapshot()
      const text = part?.kind === 'text' ? part.text : ''
      // What was on the screen is never taken back.
      expect(text.startsWith(shown[at] as string)).toBe(true)
      shown[at] = text
    })
  })
  let length = 0
  for (const next of deeds) {
    const sockets = server.sockets()
    const socket = sockets[length % Math.max(1, sockets.length)]
    if (next.do === 'write') server.append(ref, delta(length++))
    else if (next.do === 'wait') clock.advance(next.ms)
    else if (next.do === 'send') {
      const text = `${next.by} says ${sent[next.by]?.length}`
      sent[next.by]?.push(text)
      sessions[next.by]?.send({ type: 'message.send', parts: [{ kind: 'text', text }] })
    } else if (next.do === 'cut') socket?.cut()
    else if (next.do === 'freeze') socket?.freeze()
    else if (next.do === 'down') server.goDown()
    else if (next.do === 'up') server.comeUp()
    else if (next.do === 'wake') page.environment.wake()
    else if (next.do === 'swallow') server.swallowAnswers(1)
    else if (next.do === 'refuse') server.refuseCommands('storage-failed')
    else {
      const log = server.log(ref)
      const half = Math.floor(log.envelopes.length / 2)
      const write = () => log.append(delta(length++))
      // Skipping shows the second of two events alone, saying twice shows two that may be known.
      const before = next.do === 'skip' ? write()[0] : log.envelopes[half]
      const envelopes = next.do === 'skip' ? write() : log.envelopes.slice(half + 1, half + 3)
      for (let channel = 0; channel < 16; channel++)
        socket?.push({ type: 'events', channel, after: before?.offset ?? null, envelopes: [...envelopes] })
    }
  }
  server.comeUp()
  server.publish(ref)
  clock.advance(120_000)
  return { server, sessions, sent }
}

test('[W1] [C3] whatever is cut, frozen, lost, skipped or said twice: each view is the fold of the log, and each message is in it once and in order', () => {
  const options = fc.record({
    latencyMs: fc.constantFrom(0, 7, 90),
    replayLimit: fc.constantFrom(2, 1_000),
    pieceLength: fc.constantFrom(97, 1_000_000),
  })
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), options, (deeds, network) => {
      const { server, sessions, sent } = play(deeds, network)
      const { envelopes, view } = server.log(ref)
      expect(fold(emptyView, envelopes)).toEqual(view)
      const said = envelopes.flatMap(({ event }) => {
        const { type, parts } = event as Event<'message.queued'>
        return type === 'message.queued' ? parts.map(part => (part.kind === 'text' ? part.text : '')) : []
      })
      sessions.forEach((session, by) => {
        expect(session.getView()).toEqual(view)
        expect(session.getStatus()).toMatchObject({ phase: 'live', error: null })
        expect(session.outbox().getSnapshot()).toEqual([])
        expect(said.filter(text => text.startsWith(`${by} `))).toEqual(sent[by])
      })
      expect(said).toHaveLength(sent.flat().length)
    }),
    { numRuns: 300 },
  )
})

test('[C1] a server that was down for long finds its clients back within 15 s, and not all at once', () => {
  const page = createPage()
  const many = Array.from({ length: 200 }, (_, at) => page.another(at + 10).client)
  for (const client of many) client.session(ref).subscribe(() => {})
  page.clock.advance(1_000)
  page.server.goDown()
  page.clock.advance(30_000)
  page.server.comeUp()
  const counts: number[] = []
  for (let slice = 0; slice < 150; slice++) {
    const before = page.server.sockets().length
    page.clock.advance(100)
    counts.push(page.server.sockets().length - before)
  }
  expect(page.server.sockets()).toHaveLength(200)
  expect(Math.max(...counts)).toBeLessThan(30)
  expect(createTestServer({ clock: page.clock }).sockets()).toEqual([])
})
