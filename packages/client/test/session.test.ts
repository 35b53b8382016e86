import { emptyView, lineOf } from '@sluice/fold'
import { type Event, VIEW_REVISION } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }
const titled = (title: string): Event => ({ type: 'session.titled', title })

/** A session with an answer that is being written. */
const answering: Event[] = [
  created,
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

const delta = (from: number, text: string): Event => ({ type: 'part.delta', part: 'p2', from, text })

function open(page: ReturnType<typeof createPage>) {
  const session = page.client.session(ref)
  let told = 0
  const leave = session.subscribe(() => {
    told += 1
  })
  page.clock.advance(100)
  return { session, leave, told: () => told }
}

test('[W1] a session is subscribed, folded and shown', () => {
  const page = createPage()
  page.server.append(ref, ...answering, delta(0, 'Beca'))
  const { session } = open(page)
  expect(session.getStatus()).toEqual({ phase: 'live', writer: true, error: null, staleSince: null })
  expect(session.getView()).toEqual(page.server.log(ref).view)
  page.server.append(ref, delta(4, 'use'))
  page.clock.advance(100)
  expect(session.part('p2').getSnapshot()).toMatchObject({ text: 'Because', status: 'streaming' })
})

test('[W1] a session that does not exist yet is empty, and is followed', () => {
  const page = createPage()
  const { session } = open(page)
  expect(session.getView()).toEqual(emptyView)
  expect(session.getStatus().phase).toBe('live')
  page.server.append(ref, created)
  page.clock.advance(100)
  expect(session.getView().session?.owner).toBe('ann')
})

test('[W1] after a drop only what came meanwhile is sent', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const { offset } = page.server.log(ref).view
  page.server.goDown()
  page.clock.advance(10)
  page.server.append(ref, delta(0, 'Because'))
  page.server.comeUp()
  page.clock.advance(1_000)
  expect(page.server.received('subscribe')).toMatchObject([{ from: null }, { from: offset, want: 'view' }])
  expect(session.getView()).toEqual(page.server.log(ref).view)
})

test('[W1] a long absence ends with a snapshot in pieces, between the frames of another session', () => {
  const page = createPage({ pieceLength: 100, replayLimit: 5, latencyMs: 3 })
  const other = { agent: 'triage', id: 'other' }
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const neighbour = page.client.session(other)
  neighbour.subscribe(() => {})
  page.clock.advance(100)
  page.server.goDown()
  page.clock.advance(10)
  for (let at = 0; at < 20; at++) page.server.append(ref, delta(at, 'x'))
  page.server.append(other, created)
  page.server.comeUp()
  page.clock.advance(1_000)
  expect(session.getView()).toEqual(page.server.log(ref).view)
  expect(neighbour.getView()).toEqual(page.server.log(other).view)
})

test('[W1] a gap is noticed and closed, and nothing is shown out of order', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const [socket] = page.server.sockets()
  const lost = page.server.log(ref).append(delta(0, 'Beca'))
  const next = page.server.log(ref).append(delta(4, 'use'))
  const after = lost.at(-1)?.offset ?? null
  socket?.push({ type: 'events', channel: 1, after, envelopes: [...next] })
  page.clock.advance(100)
  expect(page.server.received('subscribe')).toHaveLength(2)
  expect(session.getView()).toEqual(page.server.log(ref).view)
})

test('[W1] another history takes the place of the one that was shown', () => {
  const page = createPage()
  page.server.append(ref, ...answering, delta(0, 'Because'))
  const { session } = open(page)
  const restored = createLog({ mark: 'bbbbbbbb' })
  restored.append(created, titled('restored'))
  page.server.goDown()
  page.server.restore(ref, restored)
  page.clock.advance(10)
  page.server.comeUp()
  page.clock.advance(1_000)
  expect(session.getView()).toEqual(restored.view)
  expect([session.line().getSnapshot(), session.message('m1').getSnapshot()]).toEqual([[], null])
})

test('[C4] a replay of 10,000 events is one commit, with a turn for the page every 8 ms', () => {
  const page = createPage({ latencyMs: 20 })
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const before = session.getView()
  page.server.goDown()
  page.clock.advance(10)
  for (let at = 0; at < 10_000; at++) page.server.append(ref, delta(at, 'x'))
  page.server.comeUp()
  const seen = new Set<string | undefined>()
  let commits = 0
  session.part('p2').subscribe(() => {
    commits += 1
  })
  for (let tick = 0; tick < 1_000; tick++) {
    page.clock.advance(1)
    const { phase } = session.getStatus()
    if (phase !== 'live') expect(session.getView()).toBe(before)
    seen.add(phase)
  }
  expect([...seen]).toContain('catching-up')
  expect([session.getStatus().phase, commits]).toEqual(['live', 1])
  expect(session.getView()).toEqual(page.server.log(ref).view)
})

test('[C4] folding lets the page work every 8 ms', () => {
  const page = createPage({ frameLength: 100 })
  page.server.append(ref, ...answering, ...Array.from({ length: 5_000 }, (_, at) => delta(at, 'x')))
  // A slow machine: each look at the clock costs 3 ms.
  const { now } = page.environment
  let looks = 0
  Object.assign(page.environment, { now: () => now() + 3 * looks++ })
  const { session } = open(page)
  page.clock.advance(1_000)
  expect(page.environment.yields()).toBeGreaterThan(5)
  expect(session.getView()).toEqual(page.server.log(ref).view)
})

test('[C5] a delta tells the readers of its part, the list of whole messages and nobody else', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const told: string[] = []
  const watch = (name: string, readable: { subscribe(listener: () => void): () => void }) =>
    readable.subscribe(() => void told.push(name))
  watch('line', session.line())
  watch('messages', session.messages())
  watch('approvals', session.approvals())
  watch('state', session.state())
  watch('run', session.run())
  watch('queue', session.queue())
  watch('outbox', session.outbox())
  watch('status', session.status())
  watch('m1', session.message('m1'))
  watch('m2', session.message('m2'))
  watch('p1', session.part('p1'))
  watch('p2', session.part('p2'))
  page.server.append(ref, delta(0, 'Beca'))
  page.clock.advance(100)
  expect(told.sort()).toEqual(['messages', 'p2'])
})

test('[C5] the values that a delta did not change keep their references', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const read = () => ({
    line: session.line().getSnapshot(),
    approvals: session.approvals().getSnapshot(),
    state: session.state().getSnapshot(),
    run: session.run().getSnapshot(),
    queue: session.queue().getSnapshot(),
    outbox: session.outbox().getSnapshot(),
    status: session.status().getSnapshot(),
    m2: session.message('m2').getSnapshot(),
    first: session.messages().getSnapshot()[0],
  })
  const before = read()
  const list = session.messages().getSnapshot()
  page.server.append(ref, delta(0, 'Beca'))
  page.clock.advance(100)
  const after = read()
  for (const key of Object.keys(before) as (keyof typeof before)[]) expect(after[key]).toBe(before[key])
  expect(session.messages().getSnapshot()).not.toBe(list)
  expect(session.messages().getSnapshot()).toBe(session.messages().getSnapshot())
  expect(session.messages().getSnapshot()[1]?.parts).toMatchObject([{ id: 'p2', text: 'Beca' }])
})

test('[C5] readers are told once per frame, however much comes in it', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  let told = 0
  session.part('p2').subscribe(() => {
    told += 1
  })
  for (let at = 0; at < 100; at++) {
    page.server.append(ref, delta(at, 'x'))
    page.clock.advance(1)
  }
  page.clock.advance(100)
  expect(told).toBeLessThanOrEqual(8)
  expect(session.part('p2').getSnapshot()).toMatchObject({ text: 'x'.repeat(100) })
})

test('[C5] the line grows when a message is added', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  expect(session.line().getSnapshot()).toEqual(['m1', 'm2'])
  page.server.append(
    ref,
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'run.settled', run: 'r1', outcome: 'completed' },
  )
  page.clock.advance(100)
  expect(session.run().getSnapshot()).toMatchObject({ id: 'r1', status: 'completed' })
  page.server.log(ref).command({ type: 'message.send', parts: [{ kind: 'text', text: 'And?' }] })
  page.server.publish(ref)
  page.clock.advance(100)
  expect(session.line().getSnapshot()).toEqual(lineOf(page.server.log(ref).view))
  expect(session.line().getSnapshot()).toHaveLength(3)
})

test('[C2] a drop changes the phase of the session, and nothing of what the agent does', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const view = session.getView()
  const lostAt = page.clock.now()
  page.server.goDown()
  page.clock.advance(100)
  expect(session.getStatus()).toEqual({
    phase: 'connecting',
    writer: true,
    error: null,
    staleSince: lostAt,
  })
  expect(session.getView()).toBe(view)
})

test('[C2] whether a worker holds the session is told apart', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  page.server.setWriter(false)
  page.clock.advance(100)
  expect(session.getStatus()).toEqual({ phase: 'live', writer: false, error: null, staleSince: null })
})

test('[W6] an event that a page must not pass over asks for a reload', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  const { session } = open(page)
  const [socket] = page.server.sockets()
  const { offset } = page.server.log(ref).view
  const envelope = {
    offset: '0000000000000099_aaaaaaaa',
    at: 2_000,
    actor: { kind: 'agent', id: 'triage' } as const,
    must: true as const,
  }
  socket?.push({
    type: 'events',
    channel: 1,
    after: offset,
    envelopes: [{ ...envelope, event: { type: 'future.thing' } }],
  })
  page.clock.advance(100)
  expect(session.getStatus()).toMatchObject({ phase: 'closed', error: { code: 'unsupported-revision' } })
  expect(session.getView().outdated).toEqual({ offset: envelope.offset, type: 'future.thing' })
  expect(page.server.received('unsubscribe')).toHaveLength(1)
})

test('[W6] a snapshot that was folded with another revision is not shown', () => {
  const page = createPage()
  const { session } = open(page)
  const [socket] = page.server.sockets()
  const text = JSON.stringify(emptyView)
  socket?.push({
    type: 'snapshot',
    channel: 1,
    offset: null,
    revision: VIEW_REVISION + 1,
    index: 0,
    count: 1,
    text,
  })
  page.clock.advance(100)
  expect(session.getStatus()).toMatchObject({ phase: 'closed', error: { code: 'unsupported-revision' } })
})

test('[W3] a session that may not be read is closed with the reason, and asked for anew when it is used again', () => {
  const page = createPage()
  const { session, leave } = open(page)
  page.server.sockets()[0]?.push({ type: 'closed', channel: 1, reason: 'not-found' })
  page.clock.advance(100)
  expect(session.getStatus()).toMatchObject({ phase: 'closed', error: { code: 'not-found' } })
  leave()
  page.clock.advance(6_000)
  session.subscribe(() => {})
  page.clock.advance(100)
  expect(session.getStatus()).toEqual({ phase: 'live', writer: true, error: null, staleSince: null })
})

test('[C5] while a session is used its store is the same, and one subscription serves all its readers', () => {
  const page = createPage()
  const session = page.client.session(ref)
  expect(page.client.session({ ...ref })).toBe(session)
  const leaves = [session.line(), session.message('m1'), session.part('p1'), session.view()].map(readable =>
    readable.subscribe(() => {}),
  )
  page.clock.advance(100)
  expect(page.server.received('subscribe')).toHaveLength(1)
  for (const leave of leaves) {
    leave()
    leave()
  }
  session.subscribe(() => {})()
  page.clock.advance(6_000)
  expect(page.server.sockets()).toEqual([])
})

test('[C5] a session that is left is unsubscribed while others go on, and resumes where it was', () => {
  const page = createPage()
  page.server.append(ref, ...answering)
  page.client.session({ agent: 'triage', id: 'other' }).subscribe(() => {})
  const { session, leave } = open(page)
  leave()
  page.clock.advance(6_000)
  expect(page.server.received('unsubscribe')).toHaveLength(1)
  const { offset } = page.server.log(ref).view
  page.server.append(ref, delta(0, 'Beca'))
  page.clock.advance(100)
  expect(session.getView().offset).toBe(offset)
  session.subscribe(() => {})
  page.clock.advance(100)
  expect(page.server.received('subscribe').at(-1)).toMatchObject({ from: offset })
  expect(session.getView()).toEqual(page.server.log(ref).view)
})
