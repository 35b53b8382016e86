import {
  createHub,
  createMemoryStore,
  type Principal,
  serve,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sluice/server'
import { expect, test } from 'vitest'
import { createEdge, type Edge, hello } from '../support/createEdge.ts'
import { command, ref, say } from '../support/events.ts'
import { until } from '../support/until.ts'

const authenticate = (token: string | null): Principal | null =>
  token === null || token === 'wrong'
    ? null
    : { id: token, tenant: 'acme', expiresAt: token === 'old' ? 1000 : null }

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

const post = (body: unknown, token?: string): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: token === undefined ? {} : bearer(token),
})

async function codeOf(response: Response): Promise<[number, string]> {
  const { code } = (await response.json()) as { code: string }
  return [response.status, code]
}

/** Checks that the server still does its work. */
async function expectServing(edge: Edge, token?: string): Promise<void> {
  const socket = edge.socket()
  socket.send(hello(token))
  socket.send({ type: 'ping' })
  await socket.wait('pong')
  expect((await edge.fetch('/v1/health')).status).toBe(200)
}

test('[S6] A foreign Host or Origin is refused where there is no authentication', async () => {
  const edge = await createEdge()
  for (const headers of [
    { Host: 'evil.example' },
    { Host: '127.0.0.1.evil.example' },
    { Host: `localhost:${edge.served.port}`, Origin: 'https://evil.example' },
    { Host: `localhost:${edge.served.port}`, Origin: 'http://localhost.evil.example' },
    { Host: `localhost:${edge.served.port}`, Origin: 'null' },
  ]) {
    const answer = await edge.raw('/v1/sessions', headers)
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'host-refused'])
    const socket = edge.socket({ headers })
    await until(() => socket.ended() !== null)
    expect(socket.ended()).toBe(403)
  }
  for (const headers of [
    { Host: `localhost:${edge.served.port}`, Origin: `http://localhost:${edge.served.port}` },
    { Host: '[::1]:80', Origin: 'http://app.localhost:5173' },
    { Host: '127.0.0.1' },
  ]) {
    expect((await edge.raw('/v1/sessions', headers)).status).toBe(200)
    const socket = edge.socket({ headers })
    socket.send(hello())
    await socket.wait('welcome')
  }
  await expectServing(edge)
})

test('[S6] A server without authentication refuses to listen for others', async () => {
  const hub = createHub({
    store: createMemoryStore(),
    agents: { get: () => null },
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
  })
  await expect(serve({ hub, host: '0.0.0.0' })).rejects.toMatchObject({ code: 'host-refused' })
  await hub.close()
})

test('[S6] With authentication only the given origins and the own may ask, when origins are given', async () => {
  const edge = await createEdge({ authenticate }, { origins: ['https://app.example'] })
  const status = async (headers: Record<string, string>) =>
    (await edge.raw('/v1/sessions', { ...headers, ...bearer('ann') })).status
  expect(await status({ Host: 'sluice.example', Origin: 'https://app.example' })).toBe(200)
  expect(await status({ Host: 'sluice.example', Origin: 'https://sluice.example' })).toBe(200)
  expect(await status({ Host: 'sluice.example', Origin: 'https://evil.example' })).toBe(403)
})

test.each([
  ['no token', undefined, 'unauthenticated'],
  ['a wrong token', 'wrong', 'unauthenticated'],
  ['an expired token', 'old', 'expired'],
])('[S6] %s gets its code over the socket and over HTTP, and the server goes on', async (_, token, code) => {
  const edge = await createEdge({ authenticate })
  const socket = edge.socket()
  socket.send(hello(token))
  expect(await socket.wait('refused')).toMatchObject({ code })
  await until(() => socket.ended() !== null)
  expect(socket.ended()).toBe(1008)
  for (const path of ['/v1/sessions', '/v1/sessions/triage/a/view', '/v1/sessions/triage/a/events']) {
    const response = await edge.fetch(path, token === undefined ? {} : { headers: bearer(token) })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await codeOf(response)).toEqual([401, code])
  }
  expect(await codeOf(await edge.fetch(`/v1/sessions?token=ann`))).toEqual([401, 'unauthenticated'])
  await expectServing(edge, 'ann')
})

test("[S6] Somebody else's session is not found, over the socket and over HTTP", async () => {
  const edge = await createEdge({ authenticate })
  const body = { session: ref, commandId: 'c1', command: say('mine') }
  expect((await edge.fetch('/v1/commands', post(body, 'ann'))).status).toBe(200)
  expect(await codeOf(await edge.fetch('/v1/commands', post(body, 'bob')))).toEqual([404, 'not-found'])
  for (const path of ['view', 'events?offset=-1', 'messages', `blobs/${'0'.repeat(64)}`]) {
    const response = await edge.fetch(`/v1/sessions/triage/a/${path}`, { headers: bearer('bob') })
    expect(await codeOf(response)).toEqual([404, 'not-found'])
  }
  const socket = edge.socket({ headers: bearer('bob') })
  socket.send(hello())
  socket.send({ type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' })
  expect(await socket.wait('refused')).toMatchObject({ code: 'not-found', channel: 1 })
  await expectServing(edge, 'ann')
})

test('[W3] Malformed frames, an unknown agent and a bad session id get their codes, and the socket goes on', async () => {
  const edge = await createEdge()
  const socket = edge.socket()
  socket.send(hello())
  socket.send('{"type":')
  socket.send({
    type: 'subscribe',
    channel: 1,
    session: { agent: 'nobody', id: 'a' },
    from: null,
    want: 'view',
  })
  socket.send({
    type: 'subscribe',
    channel: 2,
    session: { agent: 'triage', id: '../a' },
    from: null,
    want: 'view',
  })
  await socket.wait('welcome')
  socket.webSocket.send(Buffer.from('{"type":"ping"}'), { binary: true })
  await socket.wait('refused', 4)
  const codes = socket.frames.filter(({ type }) => type === 'refused').map(({ code }) => code)
  expect(codes.sort()).toEqual(['bad-frame', 'bad-frame', 'bad-session', 'not-found'])
  socket.send({ type: 'ping' })
  await socket.wait('pong')
})

test('[S7] An oversized frame is refused with a code, one of another order closes that socket alone', async () => {
  const edge = await createEdge()
  const [socket, other] = [edge.socket(), edge.socket()]
  for (const each of [socket, other]) each.send(hello())
  await socket.wait('welcome')
  await other.wait('welcome')
  socket.send('x'.repeat(200_000))
  expect(await socket.wait('refused')).toMatchObject({ code: 'frame-too-large' })
  socket.send('x'.repeat(3_000_000))
  await until(() => socket.ended() !== null)
  expect(socket.ended()).toBe(1009)
  other.send({ type: 'ping' })
  await other.wait('pong')
})

test('[S7] What is no WebSocket of ours is refused: another path, another subprotocol', async () => {
  const edge = await createEdge()
  const [elsewhere, stranger] = [edge.socket({ path: '/v1/other' }), edge.socket({ protocol: 'sluice.2' })]
  await until(() => elsewhere.ended() !== null && stranger.ended() !== null)
  expect([elsewhere.ended(), stranger.ended()]).toEqual([404, 400])
  await expectServing(edge)
})

test('[W5] A command replayed a hundred times over socket and HTTP has one effect; another body is a conflict', async () => {
  const edge = await createEdge()
  const body = { session: ref, commandId: 'c1', command: say('once') }
  const socket = edge.socket()
  socket.send(hello())
  for (let index = 0; index < 100; index++) socket.send({ type: 'command', ...body })
  const answers = await Promise.all(Array.from({ length: 20 }, () => edge.fetch('/v1/commands', post(body))))
  await socket.wait('accepted', 100)
  const bodies = await Promise.all(answers.map(answer => answer.json() as Promise<{ offset: string }>))
  const offsets = [...socket.frames.filter(({ type }) => type === 'accepted'), ...bodies].map(
    ({ offset }) => offset,
  )
  expect(new Set(offsets).size).toBe(1)
  const handle = await edge.session()
  expect(handle.view().totals.messages).toBe(1)
  const conflict = await edge.fetch('/v1/commands', post({ ...body, command: say('twice') }))
  expect(await codeOf(conflict)).toEqual([409, 'command-conflict'])
  socket.send({ type: 'command', ...body, command: say('twice') })
  expect(await socket.wait('refused')).toMatchObject({ code: 'command-conflict', commandId: 'c1' })
})

test.each([
  ['a body that is not JSON', '{', 400, 'bad-frame'],
  ['a body without a command id', { session: ref, command: say('x') }, 400, 'bad-frame'],
  [
    'a bad session',
    { session: { agent: 'triage', id: 'ä' }, commandId: 'c', command: say('x') },
    400,
    'bad-session',
  ],
  ['an unknown command', { session: ref, commandId: 'c', command: { type: 'x' } }, 400, 'bad-command'],
  [
    'an unknown agent',
    { session: { agent: 'no', id: 'a' }, commandId: 'c', command: say('x') },
    404,
    'not-found',
  ],
  ['a body that is too large', ' '.repeat(200_000), 413, 'frame-too-large'],
  [
    'a run that is not there',
    { session: ref, commandId: 'c', command: { type: 'run.stop', run: 'r' } },
    409,
    'not-open',
  ],
])('[W3] A posted command with %s gets its code and status', async (_, body, status, code) => {
  const edge = await createEdge()
  expect(await codeOf(await edge.fetch('/v1/commands', post(body)))).toEqual([status, code])
  expect(await command(edge.hub, 'c1', say('fine'))).toMatchObject({ ok: true })
})
