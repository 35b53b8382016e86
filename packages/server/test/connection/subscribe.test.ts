import { emptyView, fold } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import type { Peer } from '../support/createPeer.ts'
import { append, delta, opening, stream } from '../support/events.ts'
import { quiet } from '../support/until.ts'

/** Checks that the frames of a channel follow each other without a gap, and returns the offset they end at. */
function follow(peer: Peer, channel: number, from: string | null): string | null {
  let at = from
  for (const frame of peer.frames) {
    if (!('channel' in frame) || frame.channel !== channel) continue
    if (frame.type === 'snapshot' && frame.index === frame.count - 1) at = frame.offset
    if (frame.type !== 'events') continue
    expect(frame.after).toBe(at)
    expect(Buffer.byteLength(JSON.stringify(frame.envelopes))).toBeLessThanOrEqual(64 * 1024 + 2)
    at = frame.envelopes.at(-1)?.offset ?? at
  }
  return at
}

test('[W1] One who wants the view gets all that comes after its offset, and then each commit', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const from = await append(handle, delta(0, 'one'))
  await append(handle, delta(3, ' two'))
  const peer = await connect()
  peer.subscribe(1, { from })
  await peer.wait('live')
  await append(handle, delta(7, ' three'))
  await peer.wait('events', 2)
  expect(peer.of('snapshot')).toEqual([])
  expect(peer.envelopes(1).map(({ event }) => (event as { text?: string }).text)).toEqual([' two', ' three'])
  expect(follow(peer, 1, from)).toBe(handle.view().offset)
})

test('[W1] Where a snapshot is smaller than what was missed, it is sent instead', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const from = await append(handle, delta(0, 'x'))
  await stream(handle, 500, 1)
  const peer = await connect()
  peer.subscribe(1, { from })
  peer.subscribe(2, { from, want: 'events' })
  await peer.wait('live', 2)
  expect(peer.of('events', 1)).toEqual([])
  const text = peer
    .of('snapshot', 1)
    .map(piece => piece.text)
    .join('')
  expect(JSON.parse(text)).toEqual(handle.view())
  expect(peer.of('snapshot', 2)).toEqual([])
  expect(peer.envelopes(2).length).toBe(500)
  expect(follow(peer, 2, from)).toBe(handle.view().offset)
})

test('[W1] An offset of another history gets a snapshot, or offset-gone where every event is wanted', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const foreign = `${handle.view().offset?.slice(0, 17)}zzzzzzzz`
  const ahead = '0000000000009999_zzzzzzzz'
  const peer = await connect()
  peer.subscribe(1, { from: foreign })
  peer.subscribe(2, { from: ahead })
  peer.subscribe(3, { from: foreign, want: 'events' })
  peer.subscribe(4, { from: ahead, want: 'events' })
  peer.subscribe(5, { id: 'empty', from: foreign })
  await peer.wait('live', 3)
  await peer.wait('refused', 2)
  expect(peer.of('snapshot').map(({ channel, offset }) => [channel, offset])).toEqual([
    [1, handle.view().offset],
    [2, handle.view().offset],
    [5, null],
  ])
  expect(peer.of('refused').map(({ channel, code }) => [channel, code])).toEqual([
    [3, 'offset-gone'],
    [4, 'offset-gone'],
  ])
  expect(peer.of('events')).toEqual([])
  peer.subscribe(3, { want: 'events' })
  await peer.wait('live', 4)
})

test('[W1] One who is at the head is live at once and sent nothing twice', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peer = await connect()
  peer.subscribe(1, { from: handle.view().offset })
  peer.subscribe(2, { from: handle.view().offset, want: 'events' })
  await peer.wait('live', 2)
  expect([...peer.of('snapshot'), ...peer.of('events')]).toEqual([])
})

test('[W1] Whenever a reader comes while the log grows, what it was sent folds to the view', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peers: Peer[] = []
  let from = 0
  for (let turn = 0; turn < 40; turn++) {
    const peer = await connect()
    peer.subscribe(1, { want: turn % 2 === 0 ? 'view' : 'events' })
    peers.push(peer)
    const appended = append(handle, delta(from, 'ab'), delta(from + 2, 'cd'))
    from += 4
    if (turn % 3 === 0) await appended
  }
  await quiet()
  for (const peer of peers) {
    expect(follow(peer, 1, null)).toBe(handle.view().offset)
    const text = peer
      .of('snapshot')
      .map(piece => piece.text)
      .join('')
    const view = text === '' ? emptyView : JSON.parse(text)
    expect(fold(view, peer.envelopes(1))).toEqual(handle.view())
  }
})

test('[W1] After unsubscribe a channel is silent and may be used again', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peer = await connect()
  peer.subscribe(1)
  peer.send({ type: 'unsubscribe', channel: 1 })
  await quiet()
  await append(handle, delta(0, 'unheard'))
  await quiet()
  expect(peer.frames.map(({ type }) => type)).toEqual(['welcome'])
  peer.subscribe(1, { want: 'events' })
  await peer.wait('live')
  expect(peer.envelopes(1).length).toBe(7)
})

test('[C2] Readers are told whether a host that runs the agent holds the session, and when that changes', async () => {
  const { hub, connect } = createHarness()
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  hub.setWriter(['triage'])
  await peer.wait('live', 2)
  hub.setWriter(['triage', 'other'])
  hub.setWriter(null)
  await peer.wait('live', 3)
  peer.subscribe(2)
  await peer.wait('live', 4)
  expect(peer.of('live').map(({ writer }) => writer)).toEqual([false, true, false, false])
})

test('[S1] A log that was replaced under the server is noticed, and its readers get a snapshot of it', async () => {
  const { session, connect, store } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peer = await connect()
  peer.subscribe(1)
  peer.subscribe(2, { want: 'events' })
  await peer.wait('live', 2)

  const stranger = createHarness({ random: () => 0.5 })
  const other = await stranger.session()
  await append(other, ...opening, delta(0, 'another history'))
  const log: Envelope[] = []
  for await (const envelope of other.read(null)) log.push(envelope)
  // From here on this server's store is the other one, as after a restored backup.
  Object.assign(store, { ...stranger.store })
  await expect(append(handle, delta(0, 'lost'))).rejects.toMatchObject({ code: 'storage-failed' })
  await peer.wait('snapshot', peer.of('snapshot').length + 1)
  await quiet()
  expect(handle.view()).toEqual(other.view())
  const pieces = peer.of('snapshot', 1).filter(({ offset }) => offset === other.view().offset)
  expect(JSON.parse(pieces.map(piece => piece.text).join(''))).toEqual(other.view())
  expect(peer.of('refused', 2)).toMatchObject([{ code: 'offset-gone' }])
})

test('[W3] A channel that the store cannot serve is closed with storage-failed, others go on', async () => {
  const { faults, session, connect, problems } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  const peer = await connect()
  peer.subscribe(1, { from: handle.view().offset })
  await peer.wait('live')
  faults.failReads(true)
  peer.subscribe(2, { want: 'events' })
  await peer.wait('closed')
  expect(peer.of('closed')).toEqual([{ type: 'closed', channel: 2, reason: 'storage-failed' }])
  expect(problems.length).toBe(1)
  faults.failReads(false)
  await append(handle, delta(0, 'still here'))
  await peer.wait('events')
})

test('[S4] A catch-up begins with small frames, so that a connection that lives shortly brings its reader on', async () => {
  const { session, connect } = createHarness()
  const handle = await session()
  const from = await append(handle, ...opening)
  for (let at = 0; at < 400; at++) await append(handle, delta(at * 100, 'x'.repeat(100)))
  const peer = await connect()
  peer.subscribe(1, { from, want: 'events' })
  await peer.wait('live')
  const sizes = peer.of('events').map(({ envelopes }) => Buffer.byteLength(JSON.stringify(envelopes)))
  expect(sizes[0]).toBeLessThanOrEqual(4 * 1024 + 2)
  expect(sizes[1]).toBeGreaterThan(4 * 1024)
  expect(sizes[3]).toBeGreaterThan(16 * 1024)
  expect(follow(peer, 1, from)).toBe(handle.view().offset)
})
