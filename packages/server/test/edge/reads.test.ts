import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Principal } from '@sluice/server'
import { expect, onTestFinished, test } from 'vitest'
import { createEdge, hello } from '../support/createEdge.ts'
import { append, command, ref, say } from '../support/events.ts'
import { until } from '../support/until.ts'

const authenticate = (token: string | null): Principal | null =>
  token === null ? null : { id: token, tenant: 'acme', expiresAt: null }

test('[S3] Messages come in pages by ordinal, the view at the head or at an offset', async () => {
  const edge = await createEdge()
  await command(edge.hub, 'c1', say('one'))
  const handle = await edge.session()
  const [run] = Object.keys(handle.view().open.runs)
  await append(handle, { type: 'run.settled', run: run ?? '', outcome: 'completed' })
  const head = handle.view().offset
  await command(edge.hub, 'c2', say('two'))
  const page = await (await edge.fetch('/v1/sessions/triage/a/messages?limit=2')).json()
  expect(page).toMatchObject({ entries: [{ ordinal: 1, entry: { kind: 'run' } }, { ordinal: 2 }], before: 1 })
  const older = await (await edge.fetch('/v1/sessions/triage/a/messages?before=1')).json()
  expect(older).toMatchObject({ entries: [{ ordinal: 0, entry: { kind: 'message' } }], before: null })
  expect(await (await edge.fetch('/v1/sessions/triage/a/view')).json()).toEqual(handle.view())
  const at = await (await edge.fetch(`/v1/sessions/triage/a/view?at=${head}`)).json()
  expect(at).toMatchObject({ offset: head, open: { runs: {} } })
  expect((await edge.fetch('/v1/sessions/triage/a/view?at=7')).status).toBe(400)
  expect((await edge.fetch('/v1/sessions/triage/a/messages?limit=0')).status).toBe(400)
})

test('[S9] A search finds messages of the line, and nothing without a text or a right', async () => {
  const edge = await createEdge()
  await command(edge.hub, 'c1', say('One apple, 100 %'))
  await command(edge.hub, 'c2', say('one pear'))
  const found = async (text: string) =>
    (await edge.fetch(`/v1/sessions/triage/a/search?text=${encodeURIComponent(text)}`)).json()
  const { messages } = (await found('one')) as { messages: string[] }
  expect(messages).toHaveLength(1)
  expect(await found(' APPLE, 100 % ')).toEqual({ messages })
  expect(await found('plum')).toEqual({ messages: [] })
  expect((await edge.fetch('/v1/sessions/triage/a/search?text=%20')).status).toBe(400)
  expect((await edge.fetch(`/v1/sessions/triage/a/search?text=${'a'.repeat(501)}`)).status).toBe(400)
  expect(await (await edge.fetch('/v1/sessions/triage/none/search?text=one')).json()).toEqual({
    messages: [],
  })
})

test('[S13] The directory is listed by a filter', async () => {
  const edge = await createEdge()
  await command(edge.hub, 'c1', say('one apple'), 'a')
  await command(edge.hub, 'c2', say('one pear'), 'b')
  const rows = async (query: string) =>
    ((await (await edge.fetch(`/v1/sessions${query}`)).json()) as { rows: { id: string }[] }).rows.map(
      ({ id }) => id,
    )
  expect(await rows('?search=PEAR&status=running&agent=triage&limit=5')).toEqual(['b'])
  expect((await rows('')).sort()).toEqual(['a', 'b'])
  expect((await edge.fetch('/v1/sessions?status=odd')).status).toBe(400)
})

test('[S15] A blob is served as an attachment in a sandbox, raster images in place', async () => {
  const edge = await createEdge()
  const upload = async (mediaType: string, body: string) => {
    const headers = { 'Content-Type': mediaType }
    const response = await edge.fetch('/v1/sessions/triage/a/blobs', { method: 'POST', body, headers })
    expect(response.status).toBe(201)
    return (await response.json()) as { blob: string; bytes: number; mediaType: string }
  }
  const html = await upload('text/html; charset=utf-8', '<script>alert(1)</script>')
  expect(html).toMatchObject({ bytes: 25, mediaType: 'text/html' })
  const page = await edge.fetch(`/v1/sessions/triage/a/blobs/${html.blob}`)
  expect(await page.text()).toBe('<script>alert(1)</script>')
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': `attachment; filename="${html.blob.slice(0, 16)}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  })
  const png = await upload('image/png', 'not really')
  const image = await edge.fetch(`/v1/sessions/triage/a/blobs/${png.blob}`)
  expect(image.headers.get('content-disposition')).toBe('inline')
  const svg = await upload('image/svg+xml', '<svg/>')
  const drawing = await edge.fetch(`/v1/sessions/triage/a/blobs/${svg.blob}`)
  expect(drawing.headers.get('content-disposition')).toContain('attachment')
  expect((await edge.fetch('/v1/sessions/triage/a/blobs/xyz')).status).toBe(404)
})

test('[S15] An upload is cut off where it is too large, though it does not say its length', async () => {
  const edge = await createEdge({ limits: { uploadBytes: 100_000 } })
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      pulled += 1
      controller.enqueue(new Uint8Array(50_000))
    },
  })
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  const status = await edge.fetch('/v1/sessions/triage/a/blobs', init).then(
    response => response.status,
    () => 'cut off',
  )
  expect([413, 'cut off']).toContain(status)
  expect(pulled).toBeLessThan(200)
  expect((await edge.fetch('/v1/health')).status).toBe(200)
})

test('[S6] A signed URL opens one blob without a token, for its session alone', async () => {
  const edge = await createEdge({ authenticate })
  const headers = { Authorization: 'Bearer ann', 'Content-Type': 'image/png' }
  const base = '/v1/sessions/triage/a/blobs'
  const first = (await (await edge.fetch(base, { method: 'POST', body: 'one', headers })).json()) as {
    blob: string
  }
  const second = (await (await edge.fetch(base, { method: 'POST', body: 'two', headers })).json()) as {
    blob: string
  }
  const signed = (await (
    await edge.fetch(`${base}/${first.blob}/url`, { method: 'POST', headers })
  ).json()) as {
    url: string
    expiresAt: number
  }
  expect(await (await edge.fetch(signed.url)).text()).toBe('one')
  expect(signed.expiresAt - Date.now()).toBeGreaterThan(9 * 60_000)
  expect((await edge.fetch(signed.url.replace(first.blob, second.blob))).status).toBe(401)
  expect((await edge.fetch(signed.url.replace('/a/', '/b/'))).status).toBe(401)
  expect((await edge.fetch(signed.url.replace(String(signed.expiresAt), '9999999999999'))).status).toBe(401)
  expect((await edge.fetch(`${base}/${first.blob}`)).status).toBe(401)
  const eve = { Authorization: 'Bearer eve' }
  await edge.hub.command({ id: 'ann', tenant: 'acme', expiresAt: null }, ref, 'c1', say('mine'))
  expect((await edge.fetch(`${base}/${first.blob}/url`, { method: 'POST', headers: eve })).status).toBe(404)
})

test('Built pages are served by prefix: hashed files for ever, routes by their index, nothing outside', async () => {
  const root = mkdtempSync(join(tmpdir(), 'pages-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const name of ['demo', 'console']) {
    mkdirSync(join(root, name, 'assets'), { recursive: true })
    writeFileSync(join(root, name, 'index.html'), `<title>${name}</title>`)
    writeFileSync(join(root, name, 'assets', 'index-B1x9_aQ2.js'), `// ${name}`)
  }
  writeFileSync(join(root, 'secret.txt'), 'secret')
  const pages = {
    '/': join(root, 'demo'),
    '/console': { directory: join(root, 'console'), asksOthers: true },
  }
  const edge = await createEdge({}, { pages })
  const text = async (path: string, accept = 'text/html') =>
    (await edge.fetch(path, { headers: { accept } })).text()
  expect(await text('/')).toBe('<title>demo</title>')
  expect(await text('/sessions/42')).toBe('<title>demo</title>')
  expect(await text('/console')).toBe('<title>console</title>')
  expect(await text('/console/sessions/a')).toBe('<title>console</title>')
  expect(await text('/console/assets/index-B1x9_aQ2.js', '*/*')).toBe('// console')
  const asset = await edge.fetch('/assets/index-B1x9_aQ2.js')
  expect(asset.headers.get('cache-control')).toContain('immutable')
  const index = await edge.fetch('/')
  expect(index.headers.get('cache-control')).toBe('no-cache')
  expect(index.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(index.headers.get('content-security-policy')).toContain(`ws://127.0.0.1:${edge.served.port}`)
  const other = await edge.fetch('/console')
  expect(other.headers.get('content-security-policy')).toContain("connect-src 'self' http: https: ws: wss:;")
  expect((await edge.fetch('/missing.js')).status).toBe(404)
  expect((await edge.raw('/..%2fsecret.txt', { Host: 'localhost' })).status).toBe(404)
  expect((await edge.raw('/%2e%2e/secret.txt', { Host: 'localhost' })).status).toBe(404)
})

test('[W2] Closing says goodbye, closes the sockets and frees the port', async () => {
  const edge = await createEdge()
  const socket = edge.socket()
  socket.send(hello())
  await socket.wait('welcome')
  await edge.served.close()
  expect(await socket.wait('goodbye')).toMatchObject({ reason: 'shutting-down' })
  await until(() => socket.ended() !== null)
  expect(socket.ended()).toBe(1001)
  await expect(edge.fetch('/v1/health')).rejects.toThrow()
})

test('[S6] A socket is told who asks and of which tenant, and a request is told the same', async () => {
  const edge = await createEdge({ authenticate })
  const asked = await edge.fetch('/v1/principal', { headers: { authorization: 'Bearer ann' } })
  expect(await asked.json()).toEqual({ principal: 'ann', tenant: 'acme' })
  expect(asked.headers.get('cache-control')).toBe('no-store')
  expect((await edge.fetch('/v1/principal')).status).toBe(401)
  const socket = edge.socket()
  socket.send(hello('ann'))
  await socket.wait('welcome')
  expect(socket.frames[0]).toMatchObject({ type: 'welcome', principal: 'ann', tenant: 'acme' })
})
