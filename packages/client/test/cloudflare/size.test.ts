import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

/** What is the adapter's own: neither another package nor what all backends share. */
const isOwn = (id: string): boolean =>
  !/^(@sluice\/|partysocket|\.\.\/)|\/packages\/(protocol|fold)\//.test(id)

async function bundle(entry: string, external: (id: string) => boolean): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: new URL(entry, import.meta.url).pathname,
        external,
        preserveEntrySignatures: 'strict',
      },
    },
  })) as Rolldown.RolldownOutput
  return result.output.map(chunk => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
}

test('[C7] the adapter is not in what others load, and stays as small as it is', {
  timeout: 60_000,
}, async () => {
  expect(await bundle('../../src/index.ts', () => false)).not.toContain('cf_agent')
  const own = await bundle('../../src/cloudflare/cloudflareAgent.ts', id => !isOwn(id))
  expect(own).toContain('cf_agent')
  expect(gzipSync(own, { level: 9 }).length).toBeLessThan(12_000)
})
