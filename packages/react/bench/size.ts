import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'

/** What a page with one conversation imports, in each library's documented way. */
const pages = {
  '@sluice/react: the hooks of a conversation':
    "export { SluiceProvider, useAgent, useAgentState, useApprovals, useConnection, useMessage, useMessageIds, useOutbox, usePart, useRun, useToolCall } from '@sluice/react'",
  '@sluice/react: SluiceProvider, useAgent': "export { SluiceProvider, useAgent } from '@sluice/react'",
  '@sluice/react: everything': "export * from '@sluice/react'",
  '@flue/react + @flue/sdk':
    "export { useFlueAgent } from '@flue/react'; export { createFlueClient } from '@flue/sdk'",
  'agents/react + @cloudflare/ai-chat/react':
    "export { useAgent } from 'agents/react'; export { useAgentChat } from '@cloudflare/ai-chat/react'",
  '@ai-sdk/react: useChat': "export { useChat } from '@ai-sdk/react'",
} as const

const LIMIT_BYTES = 12 * 1024

const isReact = (id: string): boolean => /^react(-dom)?(\/|$)/.test(id)

/** Bundles a page with the bundler of vite and returns the code of the chunks that are loaded first. */
async function bundle(source: string): Promise<string> {
  const page = '\0page'
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: page, external: isReact, preserveEntrySignatures: 'strict' },
    },
    plugins: [
      {
        name: 'page',
        resolveId: id => (id === page ? page : null),
        load: id => (id === page ? source : null),
      },
    ],
  })) as Rolldown.RolldownOutput
  const chunks = new Map(
    result.output.flatMap(chunk => (chunk.type === 'chunk' ? [[chunk.fileName, chunk]] : [])),
  )
  const first = [...chunks.values()].filter(chunk => chunk.isEntry)
  // What is imported in the chunks that are loaded first is loaded first too.
  for (const chunk of first) {
    for (const name of chunk.imports) {
      const imported = chunks.get(name)
      if (imported !== undefined && !first.includes(imported)) first.push(imported)
    }
  }
  return first.map(chunk => chunk.code).join('\n')
}

/** Compares what a page pays for a conversation before it shows one: bytes that are loaded first, minified, React not counted. */
export async function run(): Promise<BenchReport> {
  const results: BenchRow[] = []
  for (const [page, source] of Object.entries(pages)) {
    const code = await bundle(source)
    results.push({
      page,
      'minified bytes': code.length,
      'gzipped bytes': gzipSync(code, { level: 9 }).length,
    })
  }
  return {
    peers: peerVersions(import.meta.url, [
      '@flue/react',
      '@flue/sdk',
      'agents',
      '@cloudflare/ai-chat',
      '@ai-sdk/react',
      'partysocket',
      'vite',
    ]),
    results,
    limits: [
      atMost(
        'the hooks of a conversation, gzipped bytes',
        Number(results[0]?.['gzipped bytes']),
        LIMIT_BYTES,
      ),
    ],
  }
}
