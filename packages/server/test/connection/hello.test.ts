import type { Principal } from '@sluice/server'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, opening, ref, say } from '../support/events.ts'
import { quiet } from '../support/until.ts'

const codes = (peer: ReturnType<ReturnType<typeof createHarness>['open']>) =>
  peer.of('refused').map(({ code }) => code)

/** Tokens are `<id>` or `<id>@<expiresAt>`. */
const authenticate = (token: string | null): Principal | null => {
  const match = /^([a-z]+)(?:@(\d+))?$/.exec(token ?? '')
  const [, id, at] = match ?? []
  return id === undefined ? null : { id, tenant: 'acme', expiresAt: at === undefined ? null : Number(at) }
}

test('[S7] A socket that has not said hello within five seconds is closed', () => {
  const { open, clock } = createHarness()
  const peer = open()
  clock.advance(4_999)
  expect(peer.closed()).toBe(null)
  clock.advance(1)
  expect(codes(peer)).toEqual(['hello-expected'])
  expect(peer.of('goodbye')).toEqual([{ type: 'goodbye', reason: 'hello-expected', retryAfterMs: 0 }])
  expect(peer.closed()).toEqual({ code: 1008, reason: 'hello-expected' })
})

test('[S7] Any other first frame is refused and closes the socket', () => {
  const { open } = createHarness()
  const peer = open()
  peer.subscribe(7)
  expect(peer.of('refused')).toMatchObject([{ code: 'hello-expected', channel: 7 }])
  expect(peer.closed()).toMatchObject({ code: 1008 })
})

test('[W2] Frames right behind hello are served after welcome, and welcome and pong carry the clock', async () => {
  const { open, clock } = createHarness({ authenticate: async token => authenticate(token) })
  const peer = open()
  peer.hello('ann')
  peer.subscribe(1)
  peer.send({ type: 'command', commandId: 'c1', session: ref, command: say('hello') })
  peer.send({ type: 'ping' })
  await peer.wait('accepted')
  expect(peer.frames[0]).toMatchObject({
    type: 'welcome',
    principal: 'ann',
    at: clock.now(),
    expiresAt: null,
  })
  expect(peer.of('pong')).toEqual([{ type: 'pong', at: clock.now() }])
  await peer.wait('events')
})

test('[W3] What is refused of the frames behind hello is refused behind the welcome', async () => {
  const { open } = createHarness({
    authenticate: async token => authenticate(token),
    limits: { frameBytes: 1000, frameBurst: 4 },
  })
  const peer = open()
  peer.hello('ann')
  peer.subscribe(1, { id: 'a/b' })
  peer.send({ type: 'command', commandId: 'c1', session: ref, command: say('x'.repeat(1000)) })
  peer.send('not json')
  peer.subscribe(2)
  const refused = ['bad-session', 'frame-too-large', 'bad-frame', 'rate-limited']
  await peer.wait('refused', refused.length)
  expect(peer.frames[0]).toMatchObject({ type: 'welcome' })
  expect(codes(peer)).toEqual(refused)
})

test.each([
  ['a missing token', undefined, 'unauthenticated'],
  ['a wrong token', '!', 'unauthenticated'],
  ['an expired token', 'ann@1000', 'expired'],
])('[S6] %s is refused with a code, and the socket is closed', async (_, token, code) => {
  const { open } = createHarness({ authenticate })
  const peer = open()
  peer.hello(token)
  await peer.wait('goodbye')
  expect(codes(peer)).toEqual([code])
  expect(peer.closed()).toEqual({ code: 1008, reason: code })
})

test('[S6] A token of the Authorization header counts when hello has none', async () => {
  const { open } = createHarness({ authenticate })
  const peer = open('ann')
  peer.hello()
  expect(await peer.wait('welcome')).toMatchObject({ principal: 'ann' })
})

test('[S6] When the token expires the channels end, and hello with a new one brings the socket back', async () => {
  const { open, clock } = createHarness({ authenticate })
  const peer = open()
  peer.hello(`ann@${clock.now() + 60_000}`)
  peer.subscribe(1)
  peer.send({ type: 'subscribe', channel: 2, directory: true, filter: {} })
  await peer.wait('live')
  await peer.wait('rows')
  clock.advance(60_000)
  await peer.wait('closed', 2)
  expect(peer.of('closed')).toEqual([
    { type: 'closed', channel: 1, reason: 'expired' },
    { type: 'closed', channel: 2, reason: 'expired' },
  ])
  peer.subscribe(3)
  await peer.wait('refused')
  expect(codes(peer)).toEqual(['expired'])
  expect(peer.closed()).toBe(null)

  peer.hello('ann')
  await peer.wait('welcome', 2)
  peer.subscribe(1)
  await peer.wait('live', 2)
})

test('[S6] A token that expires after the longest timer is not expired before, one of somebody else is refused', async () => {
  const { open, clock } = createHarness({ authenticate, limits: { silenceMs: Number.MAX_SAFE_INTEGER } })
  const peer = open()
  const month = 25 * 24 * 60 * 60 * 1000
  peer.hello(`ann@${clock.now() + month}`)
  await peer.wait('welcome')
  peer.subscribe(1)
  await peer.wait('live')
  peer.hello('bob')
  await peer.wait('refused')
  expect(codes(peer)).toEqual(['forbidden'])
  clock.advance(month - 1)
  expect(peer.of('closed')).toEqual([])
  clock.advance(1)
  await peer.wait('closed')
  expect(peer.of('closed')).toEqual([{ type: 'closed', channel: 1, reason: 'expired' }])
})

test('[S6] A new token is asked again what it may read', async () => {
  let mayRead = true
  const { open } = createHarness({ authenticate, authorize: () => mayRead })
  const peer = open()
  peer.hello('ann')
  peer.subscribe(1)
  await peer.wait('live')
  mayRead = false
  peer.hello('ann')
  await peer.wait('closed')
  expect(peer.of('closed')).toEqual([{ type: 'closed', channel: 1, reason: 'not-found' }])
})

test('[W2] A connection that nothing was sent to gets a heartbeat, one that says nothing is closed', async () => {
  const { connect, clock } = createHarness()
  const [quietPeer, talking] = [await connect(), await connect()]
  clock.advance(10_000)
  expect(quietPeer.of('pong').length).toBe(0)
  for (let beat = 0; beat < 7; beat++) {
    clock.advance(10_000)
    await quiet()
    talking.send({ type: 'ping' })
    await quiet()
  }
  expect(quietPeer.of('pong').length).toBeGreaterThan(4)
  expect(quietPeer.closed()).toEqual({ code: 1001, reason: 'silent' })
  expect(talking.closed()).toBe(null)
})

test('[W2] A server that goes away says goodbye and spreads the return of its clients', async () => {
  const { hub, connect } = createHarness()
  const peers = await Promise.all([connect(), connect(), connect()])
  await hub.close()
  const waits = peers.map(peer => peer.of('goodbye')[0])
  expect(waits.every(frame => frame?.reason === 'shutting-down' && frame.retryAfterMs < 500)).toBe(true)
  expect(new Set(waits.map(frame => frame?.retryAfterMs)).size).toBe(3)
  expect(peers.map(peer => peer.closed()?.code)).toEqual([1001, 1001, 1001])
})

test('[S7] Connections of a principal and subscriptions of a connection are bounded, and make room when they end', async () => {
  const { connect, open } = createHarness({
    limits: { connectionsPerPrincipal: 2, subscriptionsPerConnection: 2 },
  })
  const first = await connect()
  await connect()
  const third = open()
  third.hello()
  await third.wait('goodbye')
  expect(codes(third)).toEqual(['too-many-connections'])
  first.connection.onClose()
  const fourth = await connect()

  for (const channel of [1, 2, 3, 1]) fourth.subscribe(channel)
  await fourth.wait('live', 2)
  expect(fourth.of('refused')).toMatchObject([
    { code: 'too-many-subscriptions', channel: 3 },
    { code: 'channel-in-use', channel: 1 },
  ])
  fourth.send({ type: 'unsubscribe', channel: 1 })
  fourth.subscribe(3)
  await fourth.wait('live', 1, 3)
})

test('[S7] Frames that come too fast are refused with a wait, a flood closes the socket', async () => {
  const { connect, clock } = createHarness({ limits: { frameBurst: 10, framesPerSecond: 10 } })
  const peer = await connect()
  for (let index = 0; index < 12; index++) peer.send({ type: 'ping' })
  await peer.wait('pong', 9)
  await peer.wait('refused', 3)
  expect(peer.of('refused')).toMatchObject([
    { code: 'rate-limited', retryAfterMs: 100 },
    { code: 'rate-limited', retryAfterMs: 200 },
    { code: 'rate-limited', retryAfterMs: 300 },
  ])
  clock.advance(1_000)
  peer.send({ type: 'ping' })
  await peer.wait('pong', 10)
  for (let index = 0; index < 40; index++) peer.send({ type: 'ping' })
  await peer.wait('goodbye')
  expect(peer.closed()).toMatchObject({ reason: 'rate-limited' })
})

test('[S7] A frame that is too large is refused, and the socket goes on', async () => {
  const { connect } = createHarness({ limits: { frameBytes: 1000 } })
  const peer = await connect()
  peer.send({ type: 'command', commandId: 'c1', session: ref, command: say('ü'.repeat(500)) })
  peer.send({ type: 'ping' })
  await peer.wait('pong')
  expect(peer.of('refused')).toMatchObject([{ code: 'frame-too-large', commandId: 'c1' }])
})

test.each([
  ['text that is not JSON', 'not json', { code: 'bad-frame' }],
  ['a binary frame', null, { code: 'bad-frame' }],
  ['JSON that is no object', '[]', { code: 'bad-frame' }],
  ['an unknown type', '{"type":"constructor"}', { code: 'bad-frame' }],
  ['a frame of the server', '{"type":"welcome"}', { code: 'bad-frame' }],
  [
    'a bad session id',
    '{"type":"subscribe","channel":3,"session":{"agent":"triage","id":"a/b"},"from":null,"want":"view"}',
    { code: 'bad-session', channel: 3 },
  ],
  [
    'a bad offset',
    '{"type":"subscribe","channel":3,"session":{"agent":"triage","id":"a"},"from":"1","want":"view"}',
    { code: 'bad-frame', channel: 3 },
  ],
  [
    'a command for a bad session id',
    '{"type":"command","commandId":"c1","session":{"agent":"triage","id":""},"command":{"type":"run.stop","run":"r"}}',
    { code: 'bad-session', commandId: 'c1' },
  ],
  [
    'an unknown command',
    '{"type":"command","commandId":"c1","session":{"agent":"triage","id":"a"},"command":{"type":"__proto__"}}',
    { code: 'bad-command', commandId: 'c1' },
  ],
  [
    'a bad command id',
    '{"type":"command","commandId":"c 1","session":{"agent":"triage","id":"a"},"command":{"type":"run.stop","run":"r"}}',
    { code: 'bad-frame' },
  ],
])(
  '[W3] %s is refused with a code that says what it answers, and the socket goes on',
  async (_, text, refusal) => {
    const { connect } = createHarness()
    const peer = await connect()
    peer.connection.onMessage(text)
    peer.send({ type: 'ping' })
    await peer.wait('pong')
    const { type: _type, message: _message, ...rest } = peer.of('refused')[0] ?? {}
    expect(rest).toEqual(refusal)
  },
)

test('[S6] A principal with an id that cannot stand in a log is refused', async () => {
  const { open } = createHarness({
    authenticate: () => ({ id: 'x'.repeat(129), tenant: 't', expiresAt: null }),
  })
  const peer = open()
  peer.hello('ann')
  await peer.wait('goodbye')
  expect(codes(peer)).toEqual(['unauthenticated'])
})

test('[W3] A failure of authenticate closes the socket with internal and is reported', async () => {
  const { open, problems, session } = createHarness({
    authenticate: () => {
      throw new Error('the identity provider is down')
    },
  })
  await append(await session(), ...opening)
  const peer = open()
  peer.hello('ann')
  await peer.wait('goodbye')
  expect(codes(peer)).toEqual(['internal'])
  expect(problems.map(({ cause }) => String(cause))).toEqual(['Error: the identity provider is down'])
})
