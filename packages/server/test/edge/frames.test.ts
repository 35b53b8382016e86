import { CONNECTION_HEADER } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createEdge, hello } from '../support/createEdge.ts'
import { append, command, ref, say } from '../support/events.ts'

type Edge = Awaited<ReturnType<typeof createEdge>>
type Frame = Record<string, unknown> & { readonly type: string }

/** Opens a connection whose frames travel by requests. */
async function open(edge: Edge) {
  const opened = await edge.fetch('/v1/frames', { method: 'POST' })
  expect(opened.status).toBe(201)
  const headers = { [CONNECTION_HEADER]: await opened.text() }
  const frames: Frame[] = []
  const post = async (...sent: readonly unknown[]) =>
    (
      await edge.fetch('/v1/frames', {
        method: 'POST',
        headers,
        body: sent.map(frame => (typeof frame === 'string' ? frame : JSON.stringify(frame))).join('\n'),
      })
    ).status
  const get = () => edge.fetch('/v1/frames', { headers })
  /** Fetches until there is a frame of the type. */
  const wait = async (type: string): Promise<Frame> => {
    for (;;) {
      const found = frames.find(frame => frame.type === type)
      if (found) return found
      const response = await get()
      if (response.status !== 200) throw new Error(`${response.status} before ${type}`)
      for (const line of (await response.text()).split('\n')) if (line) frames.push(JSON.parse(line))
    }
  }
  return {
    headers,
    frames,
    post,
    get,
    wait,
    end: () => edge.fetch('/v1/frames', { method: 'DELETE', headers }),
  }
}

test('[W4] The same frames travel by requests: hello(), a subscription, a command and its events', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  expect(
    await peer.post(hello(), { type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' }),
  ).toBe(204)
  await peer.wait('live')
  await peer.post({ type: 'command', commandId: 'c1', session: ref, command: say('hello') }, { type: 'ping' })
  expect(await peer.wait('accepted')).toMatchObject({ commandId: 'c1' })
  await peer.wait('pong')
  await peer.wait('events')
  const offsets = peer.frames.flatMap(frame =>
    frame.type === 'events' ? (frame.envelopes as { offset: string }[]).map(({ offset }) => offset) : [],
  )
  expect(offsets).toEqual([...new Set(offsets)].sort())
})

test('[W4] A request for frames is held until there are some', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  await peer.post(hello(), { type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' })
  await peer.wait('live')
  let isAnswered = false
  const held = peer.get().then(async response => {
    isAnswered = true
    return response.text()
  })
  await edge.fetch('/v1/health')
  expect(isAnswered).toBe(false)
  await command(edge.hub, 'c1', say('hello'))
  expect(await held).toContain('"type":"events"')
})

test('[W4] A second request for frames takes the place of the first, and nothing is lost', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  await peer.post(hello(), { type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' })
  await peer.wait('live')
  const first = peer.get()
  await edge.fetch('/v1/health')
  const second = peer.get()
  expect(await (await first).text()).toBe('')
  await command(edge.hub, 'c1', say('hello'))
  expect(await (await second).text()).toContain('"type":"events"')
})

test('[W4] A connection that was ended, or never was, is not found', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  await peer.post(hello())
  await peer.wait('welcome')
  const held = peer.get()
  await edge.fetch('/v1/health')
  expect((await peer.end()).status).toBe(204)
  expect((await held).status).toBe(404)
  expect([(await peer.get()).status, await peer.post({ type: 'ping' }), (await peer.end()).status]).toEqual([
    404, 404, 404,
  ])
  const other = { [CONNECTION_HEADER]: 'x'.repeat(32) }
  expect((await edge.fetch('/v1/frames', { headers: other })).status).toBe(404)
  expect((await edge.fetch('/v1/frames')).status).toBe(404)
})

test('[W4 S7] Bad frames are refused as on a socket, a body without end is not taken, and the server goes on', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  await peer.post(hello(), 'no json', { type: 'odd' })
  await peer.wait('refused')
  expect(peer.frames.filter(({ type }) => type === 'refused')).toMatchObject([
    { code: 'bad-frame' },
    { code: 'bad-frame' },
  ])
  expect(await peer.post('x'.repeat(1024 * 1024 + 1))).toBe(413)
  await peer.post({ type: 'ping' })
  await peer.wait('pong')
  const silent = await open(edge)
  await silent.post({ type: 'ping' })
  await silent.wait('goodbye')
  expect((await silent.get()).status).toBe(404)
})

test('[S4 W4] One who does not fetch is not buffered without bound, and is caught up when it does', async () => {
  const edge = await createEdge()
  const peer = await open(edge)
  await peer.post(hello(), { type: 'subscribe', channel: 1, session: ref, from: null, want: 'view' })
  await peer.wait('live')
  await command(edge.hub, 'c1', say('hello'))
  const handle = await edge.session()
  const before = process.memoryUsage().heapUsed
  for (let count = 0; count < 200; count++)
    await append(
      handle,
      ...Array.from({ length: 10 }, (_, index) => ({
        type: 'session.titled' as const,
        title: `${count * 10 + index} ${'x'.repeat(190)}`,
      })),
    )
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
  const last = handle.view().offset
  for (;;) {
    const response = await peer.get()
    const text = await response.text()
    if (text.includes(String(last))) break
  }
  expect(handle.view().session?.title).toMatch(/^1999 /)
})

test('[S6] Pages of the origins that may ask can read the answers, others are refused', async () => {
  const authenticate = (token: string | null) =>
    token ? { id: token, tenant: 'acme', expiresAt: null } : null
  const edge = await createEdge({ authenticate }, { origins: ['https://app.example.com'] })
  const preflight = (origin: string) =>
    edge.fetch('/v1/frames', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': `authorization,${CONNECTION_HEADER}`,
      },
    })
  const allowed = await preflight('https://app.example.com')
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example.com',
  ])
  expect(allowed.headers.get('access-control-allow-headers')).toContain(CONNECTION_HEADER)
  expect(allowed.headers.get('access-control-allow-credentials')).toBe(null)
  const refused = await preflight('https://evil.example.com')
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
})
