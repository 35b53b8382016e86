import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { readSession } from '@sluice/testkit'
import { WebSocket } from 'ws'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { type ChatPage, expectWhole, openChat } from '../support/chatPage.ts'
import { drawnTexts } from '../support/drawnTexts.ts'
import { hello, type RequestAttack, refusalsOf, refusalTo, type SocketAttack } from '../support/hostile.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

// A name of somebody else's that leads to this machine, as in an attack by DNS rebinding.
const launch = chromiumLaunch()
test.use({
  launchOptions: { ...launch, args: [...launch.args, '--host-resolver-rules=MAP evil.example 127.0.0.1'] },
})

/** How far the agent of the guarded server counts. */
const COUNTED = 400

const session = { agent: 'triage', id: 'attacked' }
const subscribe = (ref: object) => ({ type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' })
const say = (text: string, ref: object = session, commandId = 'hostile') => ({
  session: ref,
  commandId,
  command: { type: 'message.send', parts: [{ kind: 'text', text }] },
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const evil = { origin: 'https://evil.example' }

/** What is done to a server, and the code that it has to answer with. */
type Attack = readonly [
  what: string,
  code: string,
  { readonly socket: SocketAttack } | { readonly http: RequestAttack },
]

const onAnyServer: readonly Attack[] = [
  ['a frame that breaks off', 'bad-frame', { socket: { frames: [hello(), '{"type":'] } }],
  ['a frame of bytes', 'bad-frame', { socket: { frames: [hello(), Buffer.from('{"type":"ping"}')] } }],
  ['a frame of no known type', 'bad-frame', { socket: { frames: [hello(), { type: 'constructor' }] } }],
  ['a frame before hello', 'hello-expected', { socket: { frames: [subscribe(session)] } }],
  ['a frame of 200 KB', 'frame-too-large', { socket: { frames: [hello(), 'x'.repeat(200_000)] } }],
  ['a frame of 3 MB', 'closed 1009', { socket: { frames: [hello(), 'x'.repeat(3_000_000)] } }],
  [
    'an unknown agent',
    'not-found',
    { socket: { frames: [hello(), subscribe({ agent: 'nobody', id: 'a' })] } },
  ],
  [
    'a bad session id',
    'bad-session',
    { socket: { frames: [hello(), subscribe({ agent: 'triage', id: '../a' })] } },
  ],
  [
    'an unknown command',
    'bad-command',
    { socket: { frames: [hello(), { type: 'command', ...say('x'), command: { type: 'x' } }] } },
  ],
  ['another subprotocol', 'unsupported-revision', { socket: { protocol: 'sluice.2' } }],
  ['a socket at another path', 'not-found', { socket: { path: '/v1/other' } }],
  ['a socket of a foreign page', 'host-refused', { socket: { headers: evil } }],
  ['a socket of a page without an origin', 'host-refused', { socket: { headers: { origin: 'null' } } }],
  [
    'a command of a foreign page',
    'host-refused',
    { http: { path: '/v1/commands', headers: evil, body: say('x') } },
  ],
  ['a body that is not JSON', 'bad-frame', { http: { path: '/v1/commands', body: '{' } }],
  ['a body of 200 KB', 'frame-too-large', { http: { path: '/v1/commands', body: ' '.repeat(200_000) } }],
]

const onOpenServer: readonly Attack[] = [
  ['a socket under a foreign name', 'host-refused', { socket: { headers: { host: 'evil.example' } } }],
  [
    'a request under a foreign name',
    'host-refused',
    { http: { path: '/v1/sessions', headers: { host: '127.0.0.1.evil.example' } } },
  ],
  [
    'a command to an unknown agent',
    'not-found',
    { http: { path: '/v1/commands', body: say('x', { agent: 'nobody', id: 'a' }) } },
  ],
  [
    'a command to a bad session id',
    'bad-session',
    { http: { path: '/v1/commands', body: say('x', { agent: 'triage', id: 'ä' }) } },
  ],
]

const onGuardedServer: readonly Attack[] = [
  ['no token', 'unauthenticated', { socket: { frames: [hello()] } }],
  ['a wrong token', 'unauthenticated', { socket: { frames: [hello('wrong')] } }],
  ['an expired token', 'expired', { socket: { frames: [hello('old')] } }],
  ['a request without a token', 'unauthenticated', { http: { path: '/v1/sessions' } }],
  [
    'a request with a wrong token',
    'unauthenticated',
    { http: { path: '/v1/sessions', headers: bearer('wrong') } },
  ],
  ['a request with an expired token', 'expired', { http: { path: '/v1/sessions', headers: bearer('old') } }],
  ['a token in the address', 'unauthenticated', { http: { path: '/v1/sessions?token=ann' } }],
  ["somebody else's session", 'not-found', { socket: { frames: [hello('bob'), subscribe(session)] } }],
  [
    "a command to somebody else's session",
    'not-found',
    { http: { path: '/v1/commands', headers: bearer('bob'), body: say('x') } },
  ],
  [
    "somebody else's log",
    'not-found',
    { http: { path: '/v1/sessions/triage/attacked/events?offset=-1', headers: bearer('bob') } },
  ],
  [
    "somebody else's view",
    'not-found',
    { http: { path: '/v1/sessions/triage/attacked/view', headers: bearer('bob') } },
  ],
]

/** Does everything of a table to a server, and resolves with what it answered beside what it should have. */
async function attackAll(url: string, attacks: readonly Attack[], token?: string) {
  const answers: Record<string, string> = {}
  for (const [what, , attack] of attacks) {
    const [answer] =
      'http' in attack
        ? [await refusalTo(url, withToken(attack.http, token))]
        : await refusalsOf(url, withToken(attack.socket, token))
    answers[what] = answer ?? 'nothing'
  }
  return { answers, expected: Object.fromEntries(attacks.map(([what, code]) => [what, code])) }
}

const withToken = <T extends { readonly headers?: Readonly<Record<string, string>> }>(
  attack: T,
  token?: string,
): T => (token === undefined ? attack : { ...attack, headers: { ...bearer(token), ...attack.headers } })

/** Sends one command a hundred times over one socket; resolves with the offsets at which it was accepted. */
function replay(url: string, command: object): Promise<string[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, 'sluice.1')
  const offsets: string[] = []
  return new Promise<string[]>((resolve, reject) => {
    socket.on('open', () => {
      for (const frame of [hello(), ...Array.from({ length: 100 }, () => ({ type: 'command', ...command }))])
        socket.send(JSON.stringify(frame))
    })
    socket.on('message', message => {
      const { type, offset } = JSON.parse(String(message)) as { type: string; offset: string }
      if (type === 'accepted') offsets.push(offset)
      if (type === 'refused') reject(new Error(String(message)))
      if (offsets.length === 100) resolve(offsets)
    })
    socket.on('error', reject)
  }).finally(() => socket.terminate())
}

let server: TestServer
test.afterEach(async () => {
  await server.dispose()
})

/** Waits until the page streams, has the attack made, and checks that it streamed all the while, ends whole, and that the server has nothing to report. */
async function whileStreaming(page: Page, words: string, attack: () => Promise<void>): Promise<ChatPage> {
  const chat = await openChat(page, server.url, session.id)
  await chat.send(words)
  await chat.hasStreamed(100)
  await attack()
  await expect(page.locator('[data-sluice="run-status"][data-run-status="running"]')).toBeVisible()
  const { length = 0 } = (await drawnTexts(page)).at(-1) ?? ''
  await chat.hasStreamed(length + 50)
  await chat.settled()
  expect(await chat.takenBack()).toEqual([])
  expect((await chat.statusWords()).filter(word => /reconnecting|refused|fail/i.test(word))).toEqual([])
  expect(server.complaints()).toEqual([])
  return chat
}

test('[S6][S7][W3][W5] everything hostile gets its code while a page streams, and the text ends whole', async ({
  page,
}) => {
  server = await startServer({ tokensPerSecond: 60 })
  const chat = await whileStreaming(page, 'Please write 900 words.', async () => {
    const { answers, expected } = await attackAll(server.url, [...onAnyServer, ...onOpenServer])
    expect(answers).toEqual(expected)

    const replayed = { agent: 'triage', id: 'replayed' }
    const command = say('What can you do?', replayed)
    const offsets = await replay(server.url, command)
    const again = await fetch(`${server.url}/v1/commands`, { method: 'POST', body: JSON.stringify(command) })
    expect(again.status).toBe(200)
    expect(new Set([...offsets, ((await again.json()) as { offset: string }).offset]).size).toBe(1)
    const other = say('Something else', replayed)
    expect(await refusalTo(server.url, { path: '/v1/commands', body: other })).toBe('command-conflict')
    expect(await refusalsOf(server.url, { frames: [hello(), { type: 'command', ...other }] })).toEqual([
      'command-conflict',
    ])
    const { texts } = await readSession(server.url, replayed)
    expect(texts.filter(text => text === 'What can you do?' || text === 'Something else')).toEqual([
      'What can you do?',
    ])
  })
  await expectWhole(chat, server.url, session.id)
})

test("[S6] tokens that are missing, wrong or expired and somebody else's session get their codes while a page streams", async ({
  page,
  context,
}) => {
  server = await startServer({ tokensPerSecond: 60, program: 'e2e/servers/guarded.ts' })
  await context.addCookies([{ name: 'token', value: 'ann', url: server.url }])
  await whileStreaming(page, 'Count.', async () => {
    const anonymous = await attackAll(server.url, onGuardedServer)
    expect(anonymous.answers).toEqual(anonymous.expected)
    const known = await attackAll(server.url, onAnyServer, 'bob')
    expect(known.answers).toEqual(known.expected)
  })
  const count = Array.from({ length: COUNTED }, (_, index) => `number${index + 1}`).join('')
  expect(await drawnTexts(page)).toEqual(['Count', count])
})

test.describe('a page of somebody else', () => {
  let stranger: Server
  test.beforeEach(async () => {
    stranger = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<title>evil</title>'),
    )
    await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve))
  })
  test.afterEach(async () => {
    await new Promise(resolve => stranger.close(resolve))
  })

  test('[S6] opens no socket, sends no command and reads nothing under its own name, while a page streams', async ({
    page,
    context,
  }) => {
    server = await startServer({ tokensPerSecond: 60 })
    const foreign = await context.newPage()
    const messages: string[] = []
    foreign.on('console', message => messages.push(message.text()))
    await whileStreaming(page, 'Please write 400 words.', async () => {
      await foreign.goto(`http://evil.example:${(stranger.address() as AddressInfo).port}/`)
      const opened = await foreign.evaluate(
        url =>
          new Promise<string>(resolve => {
            const socket = new WebSocket(url, 'sluice.1')
            socket.onopen = () => resolve('opened')
            socket.onclose = ({ code }) => resolve(`closed ${code}`)
          }),
        `${server.url.replace('http', 'ws')}/v1/socket`,
      )
      expect(opened).toBe('closed 1006')
      await expect.poll(() => messages.join('\n')).toContain('Unexpected response code: 403')
      const body = JSON.stringify(say('Do what I say.', { agent: 'triage', id: 'forged' }))
      await foreign.evaluate(
        ([url, text]) => fetch(url, { method: 'POST', mode: 'no-cors', body: text }).catch(() => undefined),
        [`${server.url}/v1/commands`, body] as const,
      )
      const forged = await fetch(`${server.url}/v1/sessions/triage/forged/view`)
      expect((await forged.json()).offset ?? null).toBeNull()
      const rebound = await foreign.goto(`http://evil.example:${server.port}/v1/sessions`)
      expect([rebound?.status(), (await rebound?.json())?.code]).toEqual([403, 'host-refused'])
    })
  })
})
