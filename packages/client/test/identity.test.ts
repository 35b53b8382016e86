import { type Command, EVENT_REVISION, VIEW_REVISION } from '@sluice/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import type { Backend } from '../src/backend/Backend.ts'
import { browserEnvironment } from '../src/edge/browserEnvironment.ts'
import { createOwnServer } from '../src/edge/ownServer.ts'

/** What a browser was asked for: workers by their names, and databases. */
function openBrowser() {
  const workers: { readonly url: string; readonly identity: string; readonly build: string }[] = []
  const databases: string[] = []
  vi.stubGlobal(
    'SharedWorker',
    class {
      readonly port = {
        onmessage: (_: { readonly data: object }): void => undefined,
        postMessage: ({ type }: { readonly type: string }): void => {
          if (type === 'join') queueMicrotask(() => this.port.onmessage({ data: { type: 'lost' } }))
        },
        close: (): void => undefined,
      }
      constructor(_: URL, { name }: { readonly name: string }) {
        workers.push(JSON.parse(name))
      }
    },
  )
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, work: () => Promise<unknown>) => work() },
  })
  vi.stubGlobal('indexedDB', {
    open: (name: string) => {
      databases.push(name)
      return new EventTarget()
    },
  })
  return { workers, databases }
}

/** Opens what a page opens: the connection, and what is kept on the device. */
async function openPage(options: { readonly token?: string; readonly user?: string }) {
  const server = await createOwnServer({
    url: 'https://example.com',
    environment: browserEnvironment,
    asks: () => null,
    ended: () => undefined,
    ...options,
  })
  const backend: Backend = await server.open(() => undefined)
  server.storage.views.load({ agent: 'triage', id: 'bug-7' }).catch(() => undefined)
  await vi.waitFor(() => undefined)
  backend.close()
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test('[C6] two users of a browser share neither a socket nor what is kept, and a user shares both with the same user', async () => {
  const { workers, databases } = openBrowser()
  await openPage({ user: 'ann' })
  await openPage({ user: 'ann', token: 'another' })
  await openPage({ user: 'bob' })
  await openPage({ token: 'secret of ann' })
  await openPage({ token: 'secret of bob' })
  expect(new Set(workers.map(({ identity }) => identity)).size).toBe(4)
  expect(workers[1]).toEqual(workers[0])
  expect(new Set(databases).size).toBe(4)
  expect(databases[1]).toBe(databases[0])
  expect(JSON.stringify([workers, databases])).not.toContain('secret')
})

test('[C6] a worker is of one build, named by the address of its code and by what it understands, so that another deployment has another', async () => {
  const { workers } = openBrowser()
  await openPage({ user: 'ann' })
  expect(workers).toMatchObject([{ url: 'https://example.com' }])
  expect(workers[0]?.build).toMatch(/\/edge\/sharedWorker\.\w+\S* \d+\.\d+$/)
  expect(workers[0]?.build).toContain(` ${EVENT_REVISION}.${VIEW_REVISION}`)
})

test('[C6] where the browser forbids everything that it could keep or share, each page has a socket of its own, and what it says is not held up', async () => {
  const { workers } = openBrowser()
  const forbidden = new DOMException('The request was denied.', 'SecurityError')
  vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(forbidden) } })
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw forbidden
    },
  })
  const server = await createOwnServer({
    url: 'https://example.com',
    user: 'ann',
    environment: browserEnvironment,
    asks: () => null,
    ended: () => undefined,
  })
  const backend = await server.open(() => undefined)
  backend.close()
  expect(workers).toEqual([])
  const { outbox } = server.storage
  const command: Command = { type: 'message.send', parts: [{ kind: 'text', text: 'Hello' }] }
  await expect(
    outbox.put({ agent: 'triage', id: 'bug-7' }, { commandId: 'one', command, createdAt: 0 }),
  ).rejects.toBe(forbidden)
})
