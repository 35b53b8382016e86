import { createHost, createScriptedHarness, defineAgent, serve } from '@sluice/runtime'

// A server of people who each have a tenant of their own: the same session is another one for each. A token or a cookie says who it is. `SLUICE_BUILDS`
// are the folders of the builds that it serves, at `/a/`, `/b/` and so on.
/** Whose token holds for two seconds, and is revoked then. */
const BRIEF = 'fay'
const revoked = new Set<string>()

const host = await createHost({
  agents: [defineAgent({ name: 'triage', instructions: 'Answer.' })],
  directory: process.env.SLUICE_DATA ?? '',
  harness: createScriptedHarness({ script: () => [{ text: 'Yes.' }], tokensPerSecond: 400 }),
  authenticate: (token, { headers }) => {
    const id = token ?? /\btoken=(\w+)/.exec(headers.cookie ?? '')?.[1]
    if (id === undefined || revoked.has(id)) return null
    if (id === BRIEF) revoked.add(id)
    return { id, tenant: `of ${id}`, expiresAt: id === BRIEF ? Date.now() + 2_000 : null }
  },
})
const builds = (process.env.SLUICE_BUILDS ?? '').split(' ')
const pages = Object.fromEntries(builds.map((folder, at) => [`/${'abc'[at]}/`, folder]))
const { url } = await serve(host, { port: Number(process.env.SLUICE_PORT), pages, origins: [] })
console.log(`  API      ${url}/v1/health`)
