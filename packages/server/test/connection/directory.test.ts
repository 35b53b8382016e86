import type { Principal } from '@sluice/server'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, command, delta, opening, say, stream } from '../support/events.ts'
import { quiet, until } from '../support/until.ts'

test('[S13] The first rows of a channel are all, then come those that changed at a boundary', async () => {
  const { hub, session, connect } = createHarness()
  await command(hub, 'c1', say('first'), 'a')
  const peer = await connect()
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: {} })
  await peer.wait('rows')
  await command(hub, 'c2', say('second'), 'b')
  await peer.wait('rows', 2)
  const handle = await session('c')
  await append(handle, ...opening)
  await peer.wait('rows', 3)
  await stream(handle, 1000, 10)
  await quiet()
  expect(peer.of('rows').map(({ version, rows }) => [version, rows.map(row => row.id)])).toEqual([
    [1, ['a']],
    [2, ['b']],
    [3, ['c']],
  ])
  await append(handle, delta(1000, 'end'), { type: 'run.settled', run: 'r1', outcome: 'failed' })
  await peer.wait('rows', 4)
  expect(peer.of('rows')[3]?.rows).toMatchObject([{ id: 'c', status: 'failed', runs: 1 }])
})

test('[S13] A session that leaves the filter is gone, one that comes into it is sent', async () => {
  const { hub, session, connect } = createHarness()
  const peer = await connect()
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: { status: 'waiting', search: 'WHY' } })
  await peer.wait('rows')
  const handle = await session()
  await append(handle, ...opening, { type: 'step.settled', step: 's1', outcome: 'completed' })
  await append(handle, { type: 'approval.requested', approval: 'a1', run: 'r1', question: 'May I?' })
  await peer.wait('rows', 2)
  await command(hub, 'c1', { type: 'approval.decide', approval: 'a1', decision: 'approved' })
  await peer.wait('rows', 3)
  expect(peer.of('rows').map(({ rows, gone }) => [rows.map(row => row.id), gone])).toEqual([
    [[], []],
    [['a'], []],
    [[], [{ agent: 'triage', id: 'a' }]],
  ])
})

test('[S17] A session that is put aside moves from the rows of the others to those that ask for such, and back when somebody says something', async () => {
  const { hub, connect } = createHarness()
  await command(hub, 'c1', say('first'), 'a')
  const peer = await connect()
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: { archived: false } })
  peer.send({ type: 'subscribe', channel: 2, directory: true, filter: { archived: true } })
  peer.send({ type: 'subscribe', channel: 3, directory: true, filter: {} })
  await peer.wait('rows', 3)
  await command(hub, 'c2', { type: 'session.archive' }, 'a')
  await peer.wait('rows', 6)
  await command(hub, 'c3', say('second'), 'a')
  await peer.wait('rows', 9)
  const seen = (of: number) =>
    peer
      .of('rows')
      .filter(({ channel }) => channel === of)
      .map(({ rows, gone }) => [rows.map(({ archivedAt }) => archivedAt !== undefined), gone.length])
  expect(seen(1)).toEqual([
    [[false], 0],
    [[], 1],
    [[false], 0],
  ])
  expect(seen(2)).toEqual([
    [[], 0],
    [[true], 0],
    [[], 1],
  ])
  expect(seen(3)).toEqual([
    [[false], 0],
    [[true], 0],
    [[false], 0],
  ])
})

test('[S13] A limit keeps the last updated, and one that leaves makes room', async () => {
  const { hub, connect, clock } = createHarness()
  for (const id of ['a', 'b', 'c']) {
    clock.advance(10)
    await command(hub, 'c1', { type: 'session.create', title: `x ${id}` }, id)
  }
  const peer = await connect()
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: { limit: 2, search: 'x' } })
  expect((await peer.wait('rows')).rows.map(row => row.id)).toEqual(['c', 'b'])
  clock.advance(10)
  await command(hub, 'c2', { type: 'session.rename', title: 'x again' }, 'a')
  expect(await peer.wait('rows', 2)).toMatchObject({ rows: [{ id: 'a' }], gone: [{ id: 'b' }] })
  clock.advance(10)
  await command(hub, 'c3', { type: 'session.rename', title: 'other' }, 'c')
  await until(() => peer.of('rows').some(frame => frame.rows.some(row => row.id === 'b')))
  const gone = peer.of('rows').flatMap(frame => frame.gone.map(({ id }) => id))
  expect(gone).toEqual(['b', 'c'])
})

test('[S13] Rows are those that the principal may read, also when they are new', async () => {
  const authenticate = (token: string | null): Principal | null =>
    token === null ? null : { id: token, tenant: 'acme', expiresAt: null }
  const { hub, open } = createHarness({ authenticate })
  const peer = open()
  peer.hello('ann')
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: {} })
  await peer.wait('rows')
  const [ann, bob, eve] = ['ann', 'bob', 'ann'].map((id, index) => ({
    id,
    tenant: index === 2 ? 'evil' : 'acme',
    expiresAt: null,
  })) as [Principal, Principal, Principal]
  await hub.command(bob, { agent: 'triage', id: 'bobs' }, 'c1', say('hidden'))
  await hub.command(eve, { agent: 'triage', id: 'evils' }, 'c1', say('elsewhere'))
  await hub.command(ann, { agent: 'triage', id: 'anns' }, 'c1', say('seen'))
  await peer.wait('rows', 2)
  await quiet()
  expect(peer.of('rows').flatMap(({ rows }) => rows.map(row => row.id))).toEqual(['anns'])
})

test('[S13][S4] A stalled reader of the directory gets what has changed meanwhile, once', async () => {
  const { hub, connect } = createHarness({ limits: { bufferedBytes: 100 } })
  const peer = await connect()
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: {} })
  await peer.wait('rows')
  peer.stall()
  for (let number = 1; number <= 30; number++) {
    await command(hub, `c${number}`, { type: 'session.rename', title: `title ${number}` })
  }
  await quiet()
  const before = peer.of('rows').length
  expect(before).toBeLessThan(5)
  peer.drain()
  await peer.wait('rows', before + 1)
  await quiet()
  expect(peer.of('rows').length).toBe(before + 1)
  expect(peer.of('rows').at(-1)?.rows).toMatchObject([{ title: 'title 30' }])
})

test('[S13][S6] A directory channel goes on with a new token when the one it began with is over', async () => {
  const authenticate = (token: string | null): Principal | null =>
    token === null ? null : { id: 'ann', tenant: 'acme', expiresAt: Number(token) }
  const { hub, open, clock } = createHarness({ authenticate })
  const peer = open()
  peer.hello(String(clock.now() + 60_000))
  peer.send({ type: 'subscribe', channel: 1, directory: true, filter: {} })
  await peer.wait('rows')
  peer.hello(String(clock.now() + 600_000))
  await peer.wait('welcome', 2)
  clock.advance(61_000)
  const ann = { id: 'ann', tenant: 'acme', expiresAt: null }
  await hub.command(ann, { agent: 'triage', id: 'a' }, 'c1', say('seen'))
  expect((await peer.wait('rows', 2)).rows).toMatchObject([{ id: 'a' }])
  expect(peer.of('closed')).toEqual([])
})
