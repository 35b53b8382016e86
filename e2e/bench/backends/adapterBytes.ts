import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

const hooks =
  "export { SluiceProvider, useAgent, useAgentState, useApprovals, useConnection, useMessage, useMessageIds, useOutbox, usePart, useRun, useToolCall } from '@sluice/react'; export { createClient } from '@sluice/client'"

const adapters = {
  flue: "export { flue } from '@sluice/client/flue'",
  cloudflare: "export { cloudflareAgent } from '@sluice/client/cloudflare'",
} as const

/** The gzipped bytes of everything that a page loads, at once or later, React not counted. */
async function pageBytes(source: string): Promise<number> {
  const page = '\0page'
  const { output } = (await build({
    root: fileURLToPath(new URL('../../../packages/react', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: page,
        external: id => /^react(-dom)?(\/|$)/.test(id),
        preserveEntrySignatures: 'strict',
      },
    },
    plugins: [
      {
        name: 'page',
        resolveId: id => (id === page ? page : null),
        load: id => (id === page ? source : null),
      },
    ],
  })) as Rolldown.RolldownOutput
  const code = output.map(chunk => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
  return gzipSync(code, { level: 9 }).length
}

/** What an adapter adds to a page that has the hooks, gzipped. */
export async function adapterBytes(name: keyof typeof adapters): Promise<number> {
  return (await pageBytes(`${hooks}; ${adapters[name]}`)) - (await pageBytes(hooks))
}
