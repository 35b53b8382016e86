import { deepStrictEqual } from 'node:assert/strict'
import { emptyView, fold, window } from '@sluice/fold'
import type { Command, Envelope } from '@sluice/protocol'
import type { Hub, SessionHandle } from '@sluice/server'
import { expect, test } from 'vitest'
import { snapshotWindow } from '../../src/session/snapshot.ts'
import { createHarness, localKey } from '../support/createHarness.ts'
import { append, command, delta, local, opening, ref, say, stream } from '../support/events.ts'
import { until } from '../support/until.ts'

const HOUR = 60 * 60 * 1000

const redact = (message: string): Command => ({ type: 'message.redact', message })

async function logOf(handle: SessionHandle): Promise<Envelope[]> {
  const log: Envelope[] = []
  for await (const envelope of handle.read(null)) log.push(envelope)
  return log
}

/** Lets a run of session `a` say something and settle. */
async function answered(handle: SessionHandle): Promise<void> {
  await append(handle, ...opening)
  for (const [at, text] of ['the ', 'sec', 'ret'].entries())
    await append(handle, delta(at === 0 ? 0 : at * 3 + 1, text))
  await append(
    handle,
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'run.settled', run: 'r1', outcome: 'completed' },
  )
}

test('[S12] A redacted message is empty for every reader, and nothing of it is left in log, pages and snapshots', async () => {
  const { hub, session, connect, store, restart } = createHarness()
  const handle = await session()
  await answered(handle)
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  const before = await logOf(handle)
  expect(JSON.stringify(before)).toContain('sec')
  const answer = await command(hub, 'c1', redact('m1'))
  expect(answer).toMatchObject({ ok: true })
  expect(await command(hub, 'c1', redact('m1'))).toEqual(answer)
  const after = await logOf(handle)
  expect(after.map(({ offset }) => offset).slice(0, before.length)).toEqual(
    before.map(({ offset }) => offset),
  )
  expect(JSON.stringify(after)).not.toMatch(/sec|ret"/)
  deepStrictEqual(fold(emptyView, after), handle.view())
  expect(peer.envelopes(1).at(-1)?.event).toEqual({ type: 'message.redacted', message: 'm1' })
  const page = await hub.reads.page(local, ref, null, 10)
  expect(page.entries.map(({ entry }) => entry)).toMatchObject([
    { id: 'q1' },
    { id: 'm1', redacted: true, parts: [] },
    { id: 'r1' },
  ])
  expect(await store.getSnapshot(localKey(), 1, null)).toBe(null)
  const again = await restart()
  deepStrictEqual((await again.session()).view(), fold(emptyView, after))
})

test('[S12][S9] A message older than the window of the writer is found, and redacted in its page as well', async () => {
  const { hub, session } = createHarness({ limits: { snapshotEvents: 50 } })
  const handle = await session()
  await command(hub, 'first', say('my secret'))
  for (let at = 0; at < 300; at++) {
    const run = Object.keys(handle.view().open.runs)[0] ?? ''
    await append(handle, { type: 'run.settled', run, outcome: 'completed' })
    await command(hub, `c${at}`, say(`number ${at}`))
  }
  const [first] = (await hub.reads.page(local, ref, 2, 10)).entries
  expect(JSON.stringify(first)).toContain('my secret')
  const message = first?.entry.id ?? ''
  expect(await hub.reads.search(local, ref, 'MY secret')).toEqual([message])
  expect(handle.view().settledBefore).toBeGreaterThan(0)
  expect(await command(hub, 'redact', redact(message))).toMatchObject({ ok: true })
  const [redacted] = (await hub.reads.page(local, ref, 2, 10)).entries
  expect(redacted).toMatchObject({ ordinal: 0, entry: { id: message, redacted: true, parts: [] } })
  expect(await hub.reads.search(local, ref, 'my secret')).toEqual([])
  expect(JSON.stringify(await logOf(handle))).not.toContain('my secret')
  deepStrictEqual(
    window(handle.view(), snapshotWindow),
    window(fold(emptyView, await logOf(handle)), snapshotWindow),
  )
})

test('[S12] What is being written, what waits and what was never said cannot be redacted', async () => {
  const { hub, session } = createHarness()
  expect(await command(hub, 'c0', redact('m1'))).toMatchObject({ ok: false, code: 'not-open' })
  const handle = await session()
  await append(handle, ...opening)
  await command(hub, 'waits', say('later'))
  const [queued] = handle.view().open.queue
  expect(await command(hub, 'c1', redact('m1'))).toMatchObject({ ok: false, code: 'not-open' })
  expect(await command(hub, 'c2', redact(queued?.id ?? ''))).toMatchObject({ ok: false, code: 'not-open' })
})

test('[S12] A deleted session is gone for readers, lists and writers, and its id is not used again', async () => {
  const { hub, session, connect, restart } = createHarness()
  const handle = await session()
  await answered(handle)
  const peer = await connect()
  peer.subscribe(1)
  peer.send({ type: 'subscribe', channel: 2, directory: true, filter: {} })
  await peer.wait('live')
  await peer.wait('rows')
  const answer = await command(hub, 'c1', { type: 'session.delete' })
  expect(answer).toMatchObject({ ok: true })
  expect(await peer.wait('closed')).toEqual({ type: 'closed', channel: 1, reason: 'deleted' })
  expect((await peer.wait('rows', 2)).gone).toEqual([ref])
  await expect(append(handle, delta(0, 'late'))).rejects.toMatchObject({ code: 'deleted' })
  const check = async (one: Hub) => {
    expect(await command(one, 'c1', { type: 'session.delete' })).toEqual(answer)
    expect(await command(one, 'c1', say('other'))).toMatchObject({ ok: false, code: 'command-conflict' })
    expect(await command(one, 'c2', say('hello'))).toMatchObject({ ok: false, code: 'deleted' })
    expect(await one.reads.directory(local, {})).toEqual([])
    await expect(one.reads.page(local, ref, null, 1)).rejects.toMatchObject({ code: 'deleted' })
  }
  await check(hub)
  await check((await restart()).hub)
})

test('[S12] Who deletes twice, or what is not there, is told so; a subscription to it is refused', async () => {
  const { hub, session, connect } = createHarness()
  expect(await command(hub, 'c0', { type: 'session.delete' })).toMatchObject({ ok: false, code: 'not-found' })
  await answered(await session())
  await command(hub, 'c1', { type: 'session.delete' })
  expect(await command(hub, 'c2', { type: 'session.delete' })).toMatchObject({ ok: false, code: 'deleted' })
  const peer = await connect()
  peer.subscribe(1)
  expect(await peer.wait('refused')).toMatchObject({ channel: 1, code: 'deleted' })
})

test('[S12][S11] Only who might have read a deleted session is told that it was deleted', async () => {
  const { hub } = createHarness({
    authenticate: token => (token === null ? null : { id: token, tenant: 't', expiresAt: null }),
    authorize: (principal, _, facts) => (facts?.owner ?? principal.id) === principal.id,
  })
  const [ann, bob] = ['ann', 'bob'].map(id => ({ id, tenant: 't', expiresAt: null }))
  if (ann === undefined || bob === undefined) throw new Error('no principals')
  await hub.command(ann, ref, 'c1', say('hello'))
  expect(await hub.command(bob, ref, 'c2', { type: 'session.delete' })).toMatchObject({ code: 'not-found' })
  expect(await hub.command(ann, ref, 'c3', { type: 'session.delete' })).toMatchObject({ ok: true })
  expect(await hub.command(bob, ref, 'c4', say('hi'))).toMatchObject({ code: 'not-found' })
  expect(await hub.command(ann, ref, 'c5', say('hi'))).toMatchObject({ code: 'deleted' })
})

test('[S12] The subsessions of a deleted session go with it', async () => {
  const { hub, session } = createHarness()
  const handle = await session()
  await append(
    handle,
    ...opening,
    { type: 'tool.called', message: 'm1', call: 'k1', tool: 'ask' },
    { type: 'tool.ready', call: 'k1' },
    { type: 'subsession.opened', subsession: 'child', agent: 'triage', call: 'k1', depth: 1 },
  )
  await append(await session('child'), {
    type: 'session.created',
    agent: 'triage',
    owner: 'local',
    parent: { ...ref, call: 'k1' },
  })
  expect(await command(hub, 'c1', { type: 'session.delete' })).toMatchObject({ ok: true })
  expect(await command(hub, 'c2', say('hello'), 'child')).toMatchObject({ ok: false, code: 'deleted' })
})

test('[S12] A deletion that the disk does not take leaves the session as it was', async () => {
  const { session, store } = createHarness()
  await answered(await session())
  const failing = { ...store, remove: () => Promise.reject(new Error('full')) }
  const other = createHarness({ store: failing })
  expect(await command(other.hub, 'c1', { type: 'session.delete' })).toMatchObject({ code: 'storage-failed' })
  expect(await command(other.hub, 'c2', say('still here'))).toMatchObject({ ok: true })
})

test('[S10] An hour after its run has settled, a log is shrunk to the same views; nobody who reads it notices', async () => {
  const { hub, session, clock, connect, store, restart } = createHarness()
  const handle = await session()
  await append(handle, ...opening)
  await stream(handle, 30_000, 10, 10)
  await append(handle, { type: 'run.settled', run: 'r1', outcome: 'completed' })
  const before = await logOf(handle)
  clock.advance(HOUR - 1)
  await hub.tidy()
  expect((await logOf(handle)).length).toBe(before.length)
  clock.advance(2)
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  await hub.tidy()
  const after = await logOf(handle)
  expect(after.length).toBeLessThan(12)
  deepStrictEqual(fold(emptyView, after), handle.view())
  await append(handle, { type: 'session.titled', title: 'goes on' })
  await until(() => peer.envelopes(1).at(-1)?.event.type === 'session.titled')
  const middle = before[100]?.offset ?? ''
  expect(await store.holds(localKey(), middle)).toBe(false)
  const late = await (await restart()).connect()
  late.subscribe(1, { from: middle, want: 'events' })
  expect(await late.wait('refused')).toMatchObject({ code: 'offset-gone' })
  late.subscribe(2, { from: middle })
  await late.wait('live', 1, 2)
  expect(late.of('snapshot', 2).length).toBeGreaterThan(0)
})

test('[S12] Retention deletes sessions that nothing happened to, but none that runs or is to be woken', async () => {
  const { hub, session, clock } = createHarness({ limits: { retentionMs: 24 * HOUR } })
  await answered(await session('old'))
  await append(await session('running'), ...opening)
  await append(
    await session('timed'),
    { type: 'session.created', agent: 'triage', owner: 'local' },
    { type: 'timer.scheduled', timer: 't1', name: 'later', at: clock.now() + 100 * HOUR },
  )
  clock.advance(23 * HOUR)
  await answered(await session('new'))
  clock.advance(2 * HOUR)
  await hub.tidy()
  const rows = await hub.reads.directory(local, {})
  expect(rows.map(({ id }) => id).sort()).toEqual(['new', 'running', 'timed'])
})
