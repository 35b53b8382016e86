// @vitest-environment node
import type { Client } from '@sluice/client'
import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { createBlobLoader } from '../src/createBlobLoader.ts'

const blob = { blob: 'a'.repeat(64), bytes: 2, mediaType: 'application/json' }
const session = { agent: 'triage', id: 'bug-7' }

function loader(answer: () => Response) {
  const request = vi.fn(async (_path: string) => answer())
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  // Of a client, only its requests matter here.
  const load = createBlobLoader({ request } as unknown as Client, queries)
  return { request, load: () => load(session, blob, new AbortController().signal) }
}

test('[E8] a blob is asked for by its hash, with the client’s token, and once', async () => {
  const { request, load } = loader(() => new Response('{}'))
  expect(await load()).toBe('{}')
  expect(await load()).toBe('{}')
  expect(request).toHaveBeenCalledOnce()
  expect(request.mock.calls[0]?.[0]).toBe(`/v1/sessions/triage/bug-7/blobs/${blob.blob}`)
})

test('[W3] a refusal is told in the server’s words, and is not kept', async () => {
  let status = 403
  const { load } = loader(() =>
    status === 403
      ? Response.json({ code: 'forbidden', message: 'You may not.' }, { status })
      : new Response('{}'),
  )
  await expect(load()).rejects.toThrow('You may not.')
  status = 200
  expect(await load()).toBe('{}')
})

test('[W3] an answer that is no refusal of ours is told by its status', async () => {
  const { load } = loader(() => new Response('<html>', { status: 502 }))
  await expect(load()).rejects.toThrow('The server answered with 502.')
})
