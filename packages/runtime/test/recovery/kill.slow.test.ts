import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyView, fold } from '@sluice/fold'
import { openSqliteStore } from '@sluice/server'
import { describe, expect, test } from 'vitest'

const child = join(import.meta.dirname, '../children/host.ts')
const key = { tenant: 'local', agent: 'helper', id: 's1' }

/** Runs the host as a process of its own until it ends. */
async function runHost(directory: string, when: string) {
  const started = spawn(process.execPath, ['--conditions=@sluice/source', child, directory, when], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  started.stdout.on('data', chunk => {
    output += String(chunk)
  })
  started.stderr.on('data', chunk => {
    output += String(chunk)
  })
  const [code, signal] = (await once(started, 'close')) as [number | null, string | null]
  return { code, signal, output }
}

async function readLog(directory: string) {
  const store = await openSqliteStore({ directory })
  const { envelopes } = await store.read(key, null, Number.MAX_SAFE_INTEGER)
  await store.close()
  return envelopes
}

function toolRuns(directory: string) {
  const path = join(directory, 'tool-runs.jsonl')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map(line => JSON.parse(line) as { name: string; attempt: number })
}

describe('a process that is killed', () => {
  test.for(['part.delta:3', 'in-tool'])(
    '[R1][R2][R3] at %s leaves a run that the next one finishes',
    { timeout: 60_000 },
    async when => {
      const directory = mkdtempSync(join(tmpdir(), 'sluice-kill-'))
      try {
        const first = await runHost(directory, when)
        expect(first).toMatchObject({ signal: 'SIGKILL' })
        const before = await readLog(directory)

        const second = await runHost(directory, 'never')
        expect(second).toMatchObject({ code: 0 })
        const after = await readLog(directory)
        expect(after.slice(0, before.length)).toEqual(before)
        const view = fold(emptyView, after)
        expect(view.faults.count).toBe(0)
        expect(view.lastOutcome).toBe('completed')
        expect(view.totals.runs).toBe(1)
        const runs = toolRuns(directory)
        for (const name of ['post', 'pay'])
          expect(runs.filter(run => run.name === name).length).toBeLessThan(2)
        if (when === 'in-tool') {
          expect(runs.filter(run => run.name === 'post')).toHaveLength(1)
          expect(JSON.stringify(view.settled)).toContain('"outcome-unknown"')
        }
        const recovered = /recovered (\d+)/.exec(second.output)?.[1]
        expect(Number(recovered)).toBeLessThan(3_000)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    },
  )
})
