import { defineTool } from '@sluice/runtime'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { createTestHost, helper, ref } from '../support/createTestHost.ts'

const ann = { id: 'ann', tenant: 'acme', expiresAt: null }

test('[S12][R4] The work on a session that is deleted ends at once, and nobody reports it as a failure', async () => {
  const running = Promise.withResolvers<AbortSignal>()
  const wait = defineTool({
    name: 'wait',
    description: 'Waits.',
    parameters: v.object({}),
    execute: (_, { signal }) => {
      running.resolve(signal)
      return new Promise(() => undefined)
    },
  })
  const { host, send, problems } = await createTestHost({
    agents: [helper({ tools: [wait] })],
    script: () => [{ tool: 'wait', arguments: {} }],
  })
  await send('Go.')
  const signal = await running.promise
  expect(await host.hub.command(ann, ref, 'delete', { type: 'session.delete' })).toMatchObject({ ok: true })
  expect(signal.aborted).toBe(true)
  expect(await host.hub.command(ann, ref, 'more', { type: 'session.create' })).toMatchObject({
    code: 'deleted',
  })
  await host.close()
  expect(problems).toEqual([])
})
