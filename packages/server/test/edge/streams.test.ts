import { stream } from '@durable-streams/client'
import { emptyView, fold } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createEdge } from '../support/createEdge.ts'
import { append, delta, opening, stream as streamText } from '../support/events.ts'
import { quiet, until } from '../support/until.ts'

const path = '/v1/sessions/triage/a/events'

test('[S8] The protocol’s own client reads a log to its end at the offsets of the socket', async () => {
  const edge = await createEdge()
  const handle = await edge.session()
  await append(handle, ...opening)
  await streamText(handle, 2_500_000)
  const answer = await stream<Envelope>({ url: edge.served.url + path, offset: '-1', live: 'long-poll' })
  const envelopes = await answer.json()
  expect(envelopes.length).toBe(2506)
  expect(fold(emptyView, envelopes).offset).toBe(handle.view().offset)
  expect(answer.offset).toBe(handle.view().offset)
  expect(answer.upToDate).toBe(true)

  const from = envelopes.at(-3)?.offset ?? ''
  const rest = await stream<Envelope>({ url: edge.served.url + path, offset: from, live: false })
  expect(await rest.json()).toEqual(envelopes.slice(-2))
})

test.each(['long-poll', 'sse'] as const)('[S8] The protocol’s own client follows a log by %s', async live => {
  const edge = await createEdge()
  const handle = await edge.session()
  await append(handle, ...opening)
  const abort = new AbortController()
  const answer = await stream<Envelope>({
    url: edge.served.url + path,
    offset: '-1',
    live,
    signal: abort.signal,
  })
  const received: Envelope[] = []
  const stop = answer.subscribeJson(batch => {
    received.push(...batch.items)
  })
  await until(() => received.length === opening.length)
  for (let turn = 0; turn < 5; turn++) {
    await append(handle, delta(turn * 5, 'line\n'))
    await until(() => received.length === opening.length + turn + 1)
  }
  expect(fold(emptyView, received)).toEqual(handle.view())
  stop()
  abort.abort()
})

test('[S8] Catch-up says where to go on, whether that is the end, and knows what was fetched before', async () => {
  const edge = await createEdge()
  const handle = await edge.session()
  await append(handle, ...opening)
  const first = await edge.fetch(path)
  const head = handle.view().offset ?? ''
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'content-type': 'application/json',
    'stream-next-offset': head,
    'stream-up-to-date': 'true',
    etag: `"-1:${head}"`,
  })
  expect((await first.json()) as unknown[]).toHaveLength(6)
  const again = await edge.fetch(path, { headers: { 'If-None-Match': `"-1:${head}"` } })
  expect([again.status, await again.text()]).toEqual([304, ''])
  for (const offset of [head, 'now']) {
    const empty = await edge.fetch(`${path}?offset=${offset}`)
    expect([await empty.text(), empty.headers.get('stream-next-offset')]).toEqual(['[]', head])
  }
  const asked = await edge.fetch(path, { method: 'HEAD' })
  expect([asked.status, asked.headers.get('stream-next-offset'), await asked.text()]).toEqual([200, head, ''])

  await streamText(handle, 2_000_000)
  const part = await edge.fetch(`${path}?offset=-1`)
  expect(part.headers.get('stream-up-to-date')).toBe(null)
  expect(part.headers.get('stream-next-offset')?.localeCompare(handle.view().offset ?? '')).toBe(-1)
})

test('[S8] Session logs are read-only there, and what cannot be read says why', async () => {
  const edge = await createEdge()
  const handle = await edge.session()
  await append(handle, ...opening)
  for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
    const response = await edge.fetch(path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  }
  const status = async (query: string, of = path) => (await edge.fetch(of + query)).status
  expect(await status('?offset=17')).toBe(400)
  expect(await status('?live=sse')).toBe(400)
  expect(await status('?offset=-1&live=carrier-pigeon')).toBe(400)
  expect(await status('?offset=0000000000000002_zzzzzzzz')).toBe(410)
  expect(await status('?offset=-1', '/v1/sessions/triage/never/events')).toBe(404)
  expect(await status('?offset=-1', '/v1/sessions/nobody/a/events')).toBe(404)
  expect(await status('?offset=-1', '/v1/sessions/triage/a%2Fb/events')).toBe(400)
  expect(handle.view().offset?.slice(0, 16)).toBe('0000000000000006')
})

test('[S8] A long-poll waits for the next event and gives a cursor that never goes back', async () => {
  const edge = await createEdge()
  const handle = await edge.session()
  await append(handle, ...opening)
  let answered: Response | null = null
  const waiting = edge.fetch(`${path}?offset=now&live=long-poll&cursor=99999999`).then(response => {
    answered = response
    return response
  })
  // Nobody says when the server has begun to wait, so something happens until it answers.
  for (let turn = 0; answered === null; turn++) {
    await append(handle, delta(turn, 'x'))
    await quiet()
  }
  const answer = await waiting
  expect(Number(answer.headers.get('stream-cursor'))).toBeGreaterThan(99999999)
  const [envelope] = (await answer.json()) as Envelope[]
  expect(envelope?.event.type).toBe('part.delta')
})
