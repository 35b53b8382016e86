import { createClient, createMemoryOutbox } from '@sluice/client'
import { createFakeClock, createTestEnvironment } from '@sluice/testkit'
import { expect } from 'vitest'
import { createFlueBackend } from '../../../src/flue/createFlueBackend.ts'
import type { FlueOptions } from '../../../src/flue/request.ts'
import { chunks, createFlueServer } from './createFlueServer.ts'

/** The conversation that was captured. */
export const ref = { agent: 'helper', id: 'captured' }

/** A page on a server that tells what was captured, up to a chunk, on a clock that stands still. */
export type FluePage = ReturnType<typeof openFlue>

/** Opens a page on the captured conversation. */
export function openFlue(more: Partial<FlueOptions> = {}, said = chunks.length) {
  const clock = createFakeClock(Date.parse('2026-11-27T12:00:00Z'))
  const environment = createTestEnvironment(clock)
  const server = createFlueServer()
  server.exists = said > 0
  server.sayUntil(said)
  const backend = createFlueBackend(
    { url: 'http://flue.test/agents', fetch: server.fetch, ...more },
    environment,
  )
  const client = createClient({ backend, environment, outbox: createMemoryOutbox() })
  const store = client.session(ref)
  const leave = store.subscribe(() => {})
  /** Goes on by a frame. */
  async function pass(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    clock.advance(16)
  }
  /** Goes on, a frame at a time, until something is so. */
  async function until(isSo: () => boolean, frames = 2000): Promise<void> {
    for (let frame = 0; frame < frames && !isSo(); frame++) await pass()
    expect(isSo(), isSo.toString()).toBe(true)
  }
  const end = () => {
    leave()
    client.close()
  }
  return { server, clock, environment, client, backend, store, pass, until, end }
}
