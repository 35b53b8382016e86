import { createClient, createSocketBackend } from '@sluice/client'
import { EVENT_REVISION, type Event, type ServerFrame, VIEW_REVISION } from '@sluice/protocol'
import { createFakeClock, createFaults, createTestEnvironment, createTestServer } from '@sluice/testkit'
import { expect, test } from 'vitest'

const ref = { agent: 'triage', id: 'bug-7' }

const begin: readonly Event[] = [
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
const word = (from: number): Event => ({ type: 'part.delta', part: 'p2', from, text: 'x' })

function open(isWatched = true) {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  const faults = createFaults(server.connect, clock)
  const environment = createTestEnvironment(clock)
  const client = createClient({
    backend: createSocketBackend({ connect: faults.connect, environment }),
    environment,
  })
  const session = client.session(ref)
  server.append(ref, ...begin)
  const offsets: (string | null)[] = []
  if (isWatched) session.view().subscribe(() => void offsets.push(session.getView().offset))
  const head = () => server.log(ref).view.offset
  const write = (count: number) => {
    for (let left = count; left > 0; left--) {
      const part = server.log(ref).view.open.parts.p2
      server.append(ref, word(part?.kind === 'text' ? part.text.length : 0))
    }
  }
  const status = () => client.connection.getSnapshot().status
  return { clock, server, faults, client, session, offsets, head, write, status }
}

test('[T3] a connection is cut right after an event, in the middle of a frame, once', () => {
  const { clock, faults, server } = open(false)
  const third = server.log(ref).envelopes[2]?.offset ?? ''
  const heard: string[] = []
  const listener = {
    opened: () => void heard.push('opened'),
    message: (text: unknown) => {
      const frame = JSON.parse(String(text)) as ServerFrame
      heard.push(frame.type === 'events' ? `events to ${frame.envelopes.at(-1)?.offset}` : frame.type)
    },
    closed: () => void heard.push('closed'),
  }
  const ask = () => {
    const socket = faults.connect(listener)
    socket.send(JSON.stringify({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION }))
    socket.send(JSON.stringify({ type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' }))
    clock.advance(10)
  }
  faults.cutAt(third)
  ask()
  expect(heard.splice(0)).toEqual(['opened', 'welcome', `events to ${third}`, 'closed'])
  ask()
  expect(heard).toEqual(['opened', 'welcome', `events to ${server.log(ref).view.offset}`, 'live'])
})

test('[T3] a client that was cut off goes on from where it was', () => {
  const { clock, faults, session, offsets, head, server, write } = open()
  clock.advance(100)
  const eighth = '0000000000000008_aaaaaaaa'
  faults.cutAt(eighth)
  write(3)
  clock.advance(5_000)
  expect(server.received('subscribe').map(frame => 'from' in frame && frame.from)).toEqual([null, eighth])
  expect([session.getView(), offsets.at(-1)]).toEqual([server.log(ref).view, head()])
})

test('[T3] frames that come twice, in another order or late change nothing of what is shown in the end', () => {
  const { clock, faults, session, server, write, offsets } = open()
  clock.advance(100)
  faults.duplicate(3)
  write(3)
  clock.advance(5_000)
  faults.reorder(3)
  write(3)
  clock.advance(30_000)
  faults.delay(700)
  write(3)
  clock.advance(600)
  expect(session.getView().offset).not.toBe(server.log(ref).view.offset)
  clock.advance(200)
  faults.delay(0)
  expect(session.getView()).toEqual(server.log(ref).view)
  expect(offsets).toEqual([...offsets].sort())
})

test('[T3] a connection on which nothing arrives any more is noticed, and refused ones are tried again', () => {
  const { clock, faults, session, server, write, status } = open()
  clock.advance(100)
  faults.halfOpen()
  faults.refuse(3)
  write(5)
  clock.advance(5_000)
  expect([status(), session.getView().offset === server.log(ref).view.offset]).toEqual(['online', false])
  clock.advance(15_500)
  expect(faults.attempts()).toBeGreaterThan(1)
  clock.advance(30_000)
  expect([status(), faults.attempts()]).toEqual(['online', 5])
  expect(session.getView()).toEqual(server.log(ref).view)
  faults.cut()
  clock.advance(1)
  expect(status()).toBe('reconnecting')
})
