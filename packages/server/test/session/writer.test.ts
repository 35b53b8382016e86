import { emptyView, fold } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import { agentActor } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, command, delta, opening, say } from '../support/events.ts'
import { quiet, until } from '../support/until.ts'

async function readAll(log: AsyncIterable<Envelope>): Promise<Envelope[]> {
  const all: Envelope[] = []
  for await (const envelope of log) all.push(envelope)
  return all
}

test('[S1] No reader sees what is not on disk, though the writer goes on', async () => {
  const { hub, faults, session, connect } = createHarness()
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  const commits: string[] = []
  hub.onCommit(({ envelopes }) => commits.push(...envelopes.map(({ event }) => event.type)))
  const handle = await session()

  faults.hold()
  const first = append(handle, ...opening)
  const second = append(handle, delta(0, 'Because'))
  await quiet()
  expect(handle.view().open.parts.p1).toMatchObject({ text: 'Because' })
  expect(peer.of('events')).toEqual([])
  expect(commits).toEqual([])

  faults.release()
  const offsets = await Promise.all([first, second])
  await peer.wait('events')
  expect(peer.envelopes(1).map(({ event }) => event.type)).toEqual(commits)
  expect(commits).toEqual([...opening, delta(0, '')].map(({ type }) => type))
  expect(peer.envelopes(1)[0]?.offset).toBe(offsets[0])
  expect(peer.envelopes(1)[6]?.offset).toBe(offsets[1])
})

test('[S1] A failed append takes the head back to what is on disk, and so do those that were built on it', async () => {
  const { faults, session } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const before = handle.view()

  faults.failAppends(1)
  const answers = await Promise.allSettled([
    append(handle, delta(0, 'lost')),
    append(handle, delta(4, ' too')),
  ])
  expect(answers).toMatchObject([
    { status: 'rejected', reason: { name: 'ServerError', code: 'storage-failed' } },
    { status: 'rejected', reason: { code: 'storage-failed' } },
  ])
  expect(handle.view()).toEqual(before)

  await quiet()
  await append(handle, delta(0, 'kept'))
  expect(handle.view().open.parts.p1).toMatchObject({ text: 'kept' })
  const log = await readAll(handle.read(null))
  expect(fold(emptyView, log).faults.count).toBe(0)
})

test('[S1] An append that the disk took although it said no is found again and published', async () => {
  const { hub, faults, session, connect } = createHarness()
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  faults.failAfterWriting()
  expect(await command(hub, 'c1', say('hello'))).toMatchObject({ ok: false, code: 'storage-failed' })
  await peer.wait('events')
  expect(peer.envelopes(1).map(({ event }) => event.type)).toEqual([
    'session.created',
    'message.added',
    'run.started',
  ])
  expect(await command(hub, 'c1', say('hello'))).toEqual({ ok: true, offset: peer.envelopes(1)[0]?.offset })
  const handle = await session()
  expect((await readAll(handle.read(null))).length).toBe(3)
})

test('[S1] While the disk does not answer nothing is appended, and when it does it goes on', async () => {
  const { faults, session, problems } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  faults.failReads(true)
  faults.failAppends(1)
  await expect(append(handle, delta(0, 'a'))).rejects.toMatchObject({ code: 'storage-failed' })
  await quiet()
  await expect(append(handle, delta(0, 'b'))).rejects.toMatchObject({ code: 'storage-failed' })
  expect(problems.length).toBeGreaterThan(0)
  faults.failReads(false)
  await quiet()
  await expect(append(handle, delta(0, 'c'))).rejects.toMatchObject({ code: 'storage-failed' })
  await quiet()
  await append(handle, delta(0, 'd'))
  expect(handle.view().open.parts.p1).toMatchObject({ text: 'd' })
})

test('[S5] Everybody who holds a session shares its one writer, and another writer is noticed', async () => {
  const harness = createHarness()
  const [one, other] = await Promise.all([harness.session(), harness.session()])
  await append(one, ...opening)
  await append(other, delta(0, 'shared'))
  expect(one.view()).toBe(other.view())

  const stranger = createHarness({}, harness.store)
  const theirs = await stranger.session()
  await append(theirs, delta(6, ' by force'))
  await expect(append(one, delta(6, ' in vain'))).rejects.toMatchObject({ code: 'storage-failed' })
  await until(() => one.view().offset === theirs.view().offset)
  expect(one.view()).toEqual(theirs.view())
})

test('[E8] An event of more than 64 KB is refused whole, one of 64 KB is taken', async () => {
  const { session } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const room = 64 * 1024 - JSON.stringify(delta(0, '')).length
  await append(handle, delta(0, 'x'.repeat(room)))
  const before = handle.view()
  await expect(
    append(handle, delta(room, 'y'), delta(room + 1, 'é'.repeat(32 * 1024))),
  ).rejects.toMatchObject({
    code: 'frame-too-large',
  })
  expect(handle.view()).toBe(before)
})

test('[E9] What changes something settled is refused before the append', async () => {
  const { session } = createHarness()
  const handle = await session()
  await append(handle, ...opening, { type: 'run.settled', run: 'r1', outcome: 'stopped' })
  const before = handle.view()
  await expect(append(handle, delta(0, 'late'))).rejects.toMatchObject({ code: 'not-open' })
  expect(handle.view()).toBe(before)
  expect((await readAll(handle.read(null))).length).toBe(7)
})

test('[S1] Times never go back, and every append has a mark of its own', async () => {
  const { session, clock } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  clock.advance(5)
  await append(handle, delta(0, 'a'))
  const log = await readAll(handle.read(null))
  const marks = new Set(log.map(({ offset }) => offset.slice(17)))
  expect(marks.size).toBe(2)
  expect(log.map(({ at }) => at)).toEqual([...Array(6).fill(1_000_000), 1_000_005])
  expect(log.map(({ actor }) => actor)).toEqual(Array(7).fill(agentActor))
  expect(log.map(({ offset }) => Number(offset.slice(0, 16)))).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('[S1] A build that has nothing to append appends nothing', async () => {
  const { session } = createHarness()
  const handle = await session()
  expect(await handle.append(agentActor, () => null)).toBe(null)
  expect(await handle.append(agentActor, () => [])).toBe(null)
  expect(handle.view()).toBe(emptyView)
})
