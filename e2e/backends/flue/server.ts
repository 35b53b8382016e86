import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { defineTool, useDataWriter, useModel, useResponseFinish, useTool } from '@flue/runtime'
import { sqlite, start } from '@flue/runtime/node'
import { createAgentRouter } from '@flue/runtime/routing'
import { serve } from '@hono/node-server'
import { flueLive } from '@sluice/flue-live'
import * as v from 'valibot'
import { BROKEN, knownOf, SLOW_MS, tools } from '../model/script.ts'

// A real Flue server with the agent of the scenarios, mounted at `/agents/helper`: `<directory> <port>`. `SLUICE_MODEL_URL` is the model's.
const [directory = '', port = '0'] = process.argv.slice(2)
const baseUrl = process.env.SLUICE_MODEL_URL ?? ''

// Flue has a pi-ai of its own, and a provider of another copy is none to it.
const flue = findPackageJSON('@flue/runtime', import.meta.url) ?? ''
const piAi = dirname(findPackageJSON('@earendil-works/pi-ai', pathToFileURL(flue)) ?? '')
const load = async (file: string): Promise<unknown> => import(pathToFileURL(join(piAi, 'dist', file)).href)
const { createProvider } = (await load('index.js')) as typeof import('@earendil-works/pi-ai')
const { openAICompletionsApi } = (await load(
  'api/openai-completions.lazy.js',
)) as typeof import('@earendil-works/pi-ai/api/openai-completions.lazy')

const provider = createProvider({
  id: 'script',
  baseUrl,
  auth: { apiKey: { name: 'none', resolve: async () => ({ auth: { apiKey: 'none' } }) } },
  models: [
    {
      id: 'script',
      name: 'Script',
      api: 'openai-completions',
      provider: 'script',
      baseUrl,
      reasoning: false,
      input: ['text', 'image'],
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      contextWindow: 1_000_000,
      maxTokens: 16_384,
    },
  ],
  api: openAICompletionsApi(),
})

const input = v.object({ city: v.string() })
const output = v.object({ city: v.string(), known: v.string() })

function Helper() {
  useModel('script/script')
  useResponseFinish(({ response }) => ({ usage: response.usage }))
  const show = useDataWriter('search', { schema: v.object({ city: v.string(), status: v.string() }) })
  useTool(
    defineTool({
      name: 'lookup',
      description: tools.lookup.description,
      input,
      output,
      run: async ({ data }) => ({ output: knownOf(data.city) }),
    }),
  )
  useTool(
    defineTool({
      name: 'slow',
      description: tools.slow.description,
      input,
      output,
      run: async ({ data }) => {
        show({ city: data.city, status: 'searching' })
        await pause(SLOW_MS)
        show({ city: data.city, status: 'found' })
        return { output: knownOf(data.city) }
      },
    }),
  )
  useTool(
    defineTool({
      name: 'broken',
      description: tools.broken.description,
      input,
      run: async () => {
        throw new Error(BROKEN)
      },
    }),
  )
  return 'Help.'
}

await start({
  agents: [Helper],
  db: sqlite(join(directory, 'flue.db')),
  // The same provider by the types of another copy.
  providers: [provider as never],
})
const router = createAgentRouter(Helper)
const answer = (request: Request): Response | Promise<Response> => router.fetch(request)
const serveLive = process.env.SLUICE_FLUE_LIVE ? flueLive().serve(Helper, answer) : answer
const prefix = '/agents/helper'
serve(
  {
    fetch: (request: Request) => {
      const url = new URL(request.url)
      if (!url.pathname.startsWith(prefix)) return new Response(null, { status: 404 })
      url.pathname = url.pathname.slice(prefix.length)
      return serveLive(new Request(url, request))
    },
    port: Number(port),
    hostname: '127.0.0.1',
    // As the entry that Flue itself generates for Node: a stream is one long request.
    serverOptions: { requestTimeout: 0 },
  },
  address => process.stdout.write(`port ${address.port}\n`),
)
