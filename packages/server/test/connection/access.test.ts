import type { Authorize, Principal } from '@sluice/server'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, ref, say } from '../support/events.ts'

const authenticate = (token: string | null): Principal | null => {
  const [id, tenant = 'acme'] = (token ?? '').split('.')
  return id === undefined || id === '' ? null : { id, tenant, expiresAt: null }
}

const ann: Principal = { id: 'ann', tenant: 'acme', expiresAt: null }
const bob: Principal = { id: 'bob', tenant: 'acme', expiresAt: null }
const eve: Principal = { id: 'ann', tenant: 'evil', expiresAt: null }

test('[S6] A session belongs to who created it; others do not find it', async () => {
  const { hub, open } = createHarness({ authenticate })
  await hub.command(ann, ref, 'c1', say('mine'))
  expect(await hub.command(bob, ref, 'c1', say('yours'))).toMatchObject({ ok: false, code: 'not-found' })
  await expect(hub.reads.view(bob, ref, null)).rejects.toMatchObject({ code: 'not-found' })
  const peer = open()
  peer.hello('bob')
  peer.subscribe(1)
  await peer.wait('refused')
  expect(peer.of('refused')).toMatchObject([{ code: 'not-found', channel: 1 }])
  expect(await hub.reads.directory(bob, {})).toEqual([])
  expect((await hub.reads.directory(ann, {})).map(row => row.owner)).toEqual(['ann'])
})

test('[S11] An unknown agent and a session one may not read are refused with the same words', async () => {
  const { hub, open } = createHarness({ authenticate })
  await hub.command(ann, ref, 'c1', say('mine'))
  const peer = open()
  peer.hello('bob')
  peer.subscribe(1)
  peer.send({
    type: 'subscribe',
    channel: 2,
    session: { agent: 'nobody', id: 'a' },
    from: null,
    want: 'view',
  })
  await peer.wait('refused', 2)
  const words = peer.of('refused').map(({ code, message }) => ({ code, message }))
  expect(words[0]).toEqual(words[1])
})

test('[S6] Tenants with the same agent, session and person have nothing in common', async () => {
  const { hub } = createHarness({ authenticate })
  await hub.command(ann, ref, 'c1', say('secret'))
  expect((await hub.reads.view(eve, ref, null)).offset).toBe(null)
  expect(await hub.reads.directory(eve, {})).toEqual([])
  expect(await hub.command(eve, ref, 'c1', say('other'))).toMatchObject({ ok: true })
  expect((await hub.reads.view(ann, ref, null)).totals.messages).toBe(1)
})

test('[S6] Authorize is asked for each command and read, and everything but true denies', async () => {
  const asked: string[] = []
  const authorize = ((principal, action, session) => {
    asked.push(`${principal.id} ${action} ${session?.owner ?? '-'}`)
    return action === 'read' || (action === 'send' ? ('yes' as unknown as boolean) : action === 'create')
  }) satisfies Authorize
  const { hub } = createHarness({ authenticate, authorize })
  expect(await hub.command(ann, ref, 'c1', say('hello'))).toMatchObject({ ok: false, code: 'forbidden' })
  expect(await hub.command(ann, ref, 'c2', { type: 'session.create' })).toMatchObject({ ok: true })
  expect(await hub.command(ann, ref, 'c3', { type: 'run.stop', run: 'r1' })).toMatchObject({
    code: 'forbidden',
  })
  await hub.reads.view(bob, ref, null)
  expect(asked).toEqual([
    'ann read -',
    'ann create -',
    'ann send -',
    'ann read -',
    'ann create -',
    'ann read ann',
    'ann stop ann',
    'bob read ann',
  ])
})

test('[S6] Two who create the same session at once: the second is judged by what the first made', async () => {
  const { hub } = createHarness({ authenticate })
  const answers = await Promise.all([
    hub.command(ann, ref, 'c1', say('first')),
    hub.command(bob, ref, 'c1', say('second')),
  ])
  expect(answers).toMatchObject([{ ok: true }, { ok: false, code: 'not-found' }])
})

test('[S6] A subsession has the rights of its root', async () => {
  const { hub } = createHarness({ authenticate })
  await hub.command(ann, ref, 'c1', say('root'))
  const child = await hub.session({ tenant: 'acme', agent: 'triage', id: 'child' })
  const parent = { agent: 'triage', id: 'a', call: 'call1' }
  await append(child, { type: 'session.created', agent: 'triage', owner: 'host', parent })
  expect((await hub.reads.view(ann, { agent: 'triage', id: 'child' }, null)).session?.parent).toEqual(parent)
  await expect(hub.reads.view(bob, { agent: 'triage', id: 'child' }, null)).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('[S6] A principal whose time is over may do nothing', async () => {
  const { hub, clock } = createHarness({ authenticate })
  const late = { ...ann, expiresAt: clock.now() }
  expect(await hub.command(late, ref, 'c1', say('late'))).toMatchObject({ ok: false, code: 'expired' })
  await expect(hub.reads.head(late, ref)).rejects.toMatchObject({ code: 'expired' })
  await expect(hub.reads.directory(late, {})).rejects.toMatchObject({ code: 'expired' })
})

test('[S11] Reading creates nothing, and the first command creates the session with its owner', async () => {
  const { hub, store, connect } = createHarness()
  const peer = await connect()
  peer.subscribe(1)
  peer.subscribe(2, { want: 'events' })
  await peer.wait('live', 2)
  expect(peer.of('snapshot')).toMatchObject([{ channel: 1, offset: null }])
  expect(peer.of('live').map(({ head }) => head)).toEqual([null, null])
  expect(await store.sessions(null, 10)).toEqual([])
  expect(await store.directory('local', {})).toEqual([])

  const answer = await hub.command({ id: 'local', tenant: 'local', expiresAt: null }, ref, 'c1', say('hello'))
  await peer.wait('events', 2)
  expect(peer.envelopes(1)[0]).toMatchObject({
    offset: answer.ok ? answer.offset : null,
    commandId: 'c1',
    event: { type: 'session.created', owner: 'local' },
  })
  expect(peer.envelopes(2)).toEqual(peer.envelopes(1))
})

test('[S15] A blob for inspectors is not there for others, and uploads are bounded', async () => {
  const { hub, clock, store } = createHarness({ authenticate, limits: { uploadBytes: 10 } })
  await hub.command(ann, ref, 'c1', say('hello'))
  const session = await hub.session({ tenant: 'acme', ...ref })
  const secret = await session.putBlob('the prompt', {
    mediaType: 'text/plain',
    audience: 'inspectors',
    preview: true,
  })
  expect(secret).toMatchObject({ bytes: 10, mediaType: 'text/plain', preview: 'the prompt' })
  await expect(hub.reads.blob(ann, ref, secret.blob)).rejects.toMatchObject({ code: 'not-found' })

  const shown = await hub.reads.upload(ann, ref, new TextEncoder().encode('a picture'), 'image/png')
  expect(Buffer.from((await hub.reads.blob(ann, ref, shown.blob)).bytes).toString()).toBe('a picture')
  await expect(hub.reads.blob(bob, ref, shown.blob)).rejects.toMatchObject({ code: 'not-found' })
  await expect(hub.reads.upload(ann, ref, new Uint8Array(11), 'image/png')).rejects.toMatchObject({
    code: 'frame-too-large',
  })

  clock.advance(25 * 60 * 60 * 1000)
  await hub.reads.upload(ann, ref, new Uint8Array(1), 'image/png')
  expect(await store.getBlob({ tenant: 'acme', ...ref }, shown.blob)).toBe(null)
})
