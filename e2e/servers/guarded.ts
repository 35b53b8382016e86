import { createHost, createScriptedHarness, defineAgent, serve } from '@sluice/runtime'

// The pages of the demo and of the console on a server that asks who one is. A token is sent as such, or by a browser in a cookie; `brief-<ms>` holds up to
// that time. `SLUICE_ORIGINS` are the pages of others that it lets in.
const agent = defineAgent({ name: 'triage', instructions: 'Count.' })
const count = Array.from({ length: 400 }, (_, index) => `number ${index + 1}`).join(' ')

const host = await createHost({
  agents: [agent],
  directory: process.env.SLUICE_DATA ?? '',
  harness: createScriptedHarness({
    script: () => [{ text: count }],
    tokensPerSecond: Number(process.env.SLUICE_FAUX_TPS),
  }),
  authenticate: (token, { headers }) => {
    const id = token ?? /\btoken=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? null
    if (id === null || id === 'wrong') return null
    const [, until] = /^brief-(\d+)$/.exec(id) ?? []
    if (until !== undefined)
      return Date.now() < Number(until) ? { id: 'brief', tenant: 'acme', expiresAt: Number(until) } : null
    return { id, tenant: 'acme', expiresAt: id === 'old' ? 1_000 : null }
  },
})
const pages = {
  '/': new URL('../../apps/demo/page/dist', import.meta.url).pathname,
  '/console/': new URL('../../apps/console/dist', import.meta.url).pathname,
}
const origins = (process.env.SLUICE_ORIGINS ?? '').split(' ').filter(Boolean)
const { url } = await serve(host, { port: Number(process.env.SLUICE_PORT), pages, origins })
console.log(`  API      ${url}/v1/health`)
