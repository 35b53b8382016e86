import { emptyView, fold } from '@sluice/fold'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, delta, opening, stream } from '../support/events.ts'
import { quiet, until } from '../support/until.ts'

test('[S4] A stalled reader is paused, slows nobody, and is caught up whole when it goes on', async () => {
  const { session, connect, hub } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const [slow, quick] = [await connect(), await connect()]
  slow.subscribe(1, { want: 'events' })
  slow.subscribe(2)
  quick.subscribe(1, { want: 'events' })
  await slow.wait('live', 2)
  await quick.wait('live')

  slow.stall()
  const count = await stream(handle, 3_000_000)
  await until(() => quick.envelopes(1).length === count + opening.length)
  expect(slow.stalledBytes()).toBeLessThan(hub.limits.bufferedBytes + 2 * 64 * 1024)

  slow.drain()
  await slow.wait('live', 4)
  expect(slow.envelopes(1)).toEqual(quick.envelopes(1))
  const pieces = slow.of('snapshot', 2).filter(({ offset }) => offset === handle.view().offset)
  expect(pieces.length).toBe(pieces[0]?.count)
  expect(fold(emptyView, slow.envelopes(1))).toEqual(handle.view())
  expect(
    slow.of('events', 1).every(({ envelopes }) => JSON.stringify(envelopes).length <= 64 * 1024 + 2),
  ).toBe(true)
})

test('[S4] A reader that stalls in the middle of catching up is read for no further', async () => {
  const { session, connect, hub } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  await stream(handle, 3_000_000)
  const peer = await connect()
  peer.stall()
  peer.subscribe(1, { want: 'events' })
  await quiet()
  expect(peer.stalledBytes()).toBeLessThan(hub.limits.bufferedBytes + 2 * 64 * 1024)
  expect(peer.of('live')).toEqual([])
  for (let turn = 0; turn < 60 && peer.of('live').length === 0; turn++) {
    peer.drain()
    peer.stall()
    await quiet()
  }
  expect(peer.envelopes(1).length).toBe(3006)
})

test('[S4] Channels of a socket take turns', async () => {
  const { session, connect } = createHarness()
  for (const id of ['a', 'b', 'c']) {
    const handle = await session(id)
    await append(handle, ...opening)
    await stream(handle, 600_000)
  }
  const peer = await connect()
  for (const [index, id] of ['a', 'b', 'c'].entries()) peer.subscribe(index, { id, want: 'events' })
  await peer.wait('live', 3)
  const order = peer.of('events').map(({ channel }) => channel)
  const laps = Math.floor(order.length / 3)
  for (let lap = 1; lap < laps - 1; lap++) {
    expect(new Set(order.slice(lap * 3, lap * 3 + 3)).size).toBe(3)
  }
})

test('[S4] A commit is encoded once for all readers, and each gets it in one write', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peers = await Promise.all(Array.from({ length: 10 }, () => connect()))
  for (const peer of peers) peer.subscribe(1)
  await Promise.all(peers.map(peer => peer.wait('live')))
  const before = peers.map(peer => peer.writes.length)
  await Promise.all(Array.from({ length: 20 }, (_, index) => append(handle, delta(index, 'x'))))
  await quiet()
  const writes = peers.map((peer, index) => peer.writes.slice(before[index]))
  expect(writes.map(list => list.length)).toEqual(Array(10).fill(1))
  expect(new Set(writes.flat(2)).size).toBe(1)
  expect(peers[0]?.envelopes(1).length ?? 0).toBeGreaterThanOrEqual(20)
})

test('[S4] A publication that is larger than the buffer is taken in pieces as the reader drains', async () => {
  const { session, connect, hub } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peer = await connect()
  peer.subscribe(1, { want: 'events', from: handle.view().offset })
  await peer.wait('live')
  peer.stall()
  const length = 60_000
  await append(handle, ...Array.from({ length: 20 }, (_, index) => delta(index * length, 'y'.repeat(length))))
  await quiet()
  expect(peer.stalledBytes()).toBeLessThan(hub.limits.bufferedBytes + 2 * 64 * 1024)
  peer.drain()
  await until(() => peer.envelopes(1).length === 20)
})
