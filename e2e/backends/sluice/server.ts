import { setTimeout as pause } from 'node:timers/promises'
import { createHost, defineAgent, defineTool, harnessFromEnvironment, serve } from '@sluice/runtime'
import * as v from 'valibot'
import { BROKEN, knownOf, SLOW_MS, tools } from '../model/script.ts'

// Our server with the agent of the scenarios: `<directory> <port>`. `SLUICE_MODEL_URL` is the model's.
const [directory = '', port = '0'] = process.argv.slice(2)
const parameters = v.object({ city: v.string() })

const helper = defineAgent({
  name: 'helper',
  instructions: 'Help.',
  state: { initial: { topic: 'none' }, schema: v.object({ topic: v.string() }), clientsMayPatch: true },
  tools: [
    defineTool({
      name: 'lookup',
      description: tools.lookup.description,
      parameters,
      idempotent: true,
      execute: ({ city }) => knownOf(city),
    }),
    defineTool({
      name: 'slow',
      description: tools.slow.description,
      parameters,
      idempotent: true,
      execute: async ({ city }) => {
        await pause(SLOW_MS)
        return knownOf(city)
      },
    }),
    defineTool({
      name: 'close',
      description: tools.close.description,
      parameters,
      approval: true,
      execute: ({ city }) => knownOf(city),
    }),
    defineTool({
      name: 'broken',
      description: tools.broken.description,
      parameters,
      execute: () => {
        throw new Error(BROKEN)
      },
    }),
  ],
})

const host = await createHost({
  agents: [helper],
  directory,
  harness: harnessFromEnvironment({ ...process.env, SLUICE_MODEL: 'script/script' }, () => []),
})
const served = await serve(host, {
  port: Number(port),
  origins: process.env.SLUICE_ORIGINS?.split(' ') ?? [],
})
process.stdout.write(`port ${new URL(served.url).port}\n`)
