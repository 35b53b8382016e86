import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatRunTest } from '@sluice/devtools'
import { createHost, createScriptedHarness } from '@sluice/runtime'
import { readSession, recordSession } from '@sluice/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { script } from '../agents/script.ts'
import { createTriage } from '../agents/triage.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const ref = { agent: 'triage', id: 'bug-7' }

/** Has the agent of the demo triage a report, and gives its session as a file and as a test. */
async function recordTriage(directory: string) {
  const host = await createHost({
    agents: [createTriage(directory)],
    directory,
    harness: createScriptedHarness({ script }),
  })
  const served = await host.listen({})
  const person = { id: 'local', tenant: 'local', expiresAt: null }
  const text = 'With 41 orders and ten to a page, the last page is missing.'
  await host.hub.command(person, ref, 'say-1', { type: 'message.send', parts: [{ kind: 'text', text }] })
  const asked = await new Promise<string>(resolve =>
    host.hub.onCommit(({ view }) => {
      const [approval] = Object.keys(view.open.approvals)
      if (approval !== undefined) resolve(approval)
    }),
  )
  await host.hub.command(person, ref, 'decide-1', {
    type: 'approval.decide',
    approval: asked,
    decision: 'approved',
  })
  await host.idle()
  const { envelopes } = await readSession(served.url, ref)
  const file = await recordSession(path => fetch(served.url + path), ref)
  await host.close()
  return { file, test: formatRunTest({ session: ref, envelopes, file: 'triage-bug-7.sluice' }) }
}

test('[D12] a test that was made of a session passes on the agent as it is, and fails when the agent changes', async () => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/sluice-generated-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const made = await recordTriage(join(folder, 'data'))
  writeFileSync(join(folder, 'triage-bug-7.sluice'), made.file)
  writeFileSync(join(folder, 'triage-bug-7.test.ts'), made.test)
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `const conditions = ['@sluice/source', 'module', 'node', 'development|production']
export default { ssr: { resolve: { conditions } }, test: { include: ['*.test.ts'] } }
`,
  )
  const run = (agent: string) => {
    const source = JSON.stringify(join(root, 'apps/demo/agents/triage.ts'))
    writeFileSync(join(folder, 'agent.ts'), `import { createTriage } from ${source}\n${agent}\n`)
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    return spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_OPTIONS: '--conditions=@sluice/source', NO_COLOR: '1' },
    })
  }
  const same = run('export const agent = createTriage("unused")')
  expect([same.status, same.stdout + same.stderr]).toEqual([0, expect.stringContaining('1 passed')])
  const changed = run(
    'const { offered, tools, ...rest } = createTriage("unused")\nconst kept = tools.filter(({ name }) => name !== "grep")\nexport const agent = { ...rest, tools: kept, offered: kept }',
  )
  expect(changed.status).toBe(1)
  expect(changed.stdout + changed.stderr).toContain('1 failed')
}, 120_000)
