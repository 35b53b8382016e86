import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let directory = ''
const children: ChildProcess[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-hosts-'))
})

afterEach(async () => {
  await Promise.all(children.splice(0).map(end))
  rmSync(directory, { recursive: true, force: true })
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}

/** Starts a host in a process of its own; resolves with it and with what it says first. */
async function startHost(): Promise<{ readonly child: ChildProcess; readonly says: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', join(import.meta.dirname, 'children/host.ts'), directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.push(child)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, says: String(line).trim() }
}

test('[S5] a second host on a directory refuses and names the first, also while that is stopped, and starts at once when it was killed', {
  timeout: 120_000,
}, async () => {
  const first = await startHost()
  expect(first.says).toBe('started')
  for (const signal of [null, 'SIGSTOP'] as const) {
    if (signal !== null) first.child.kill(signal)
    const second = await startHost()
    expect(second.says).toMatch(/^held /)
    expect(second.says).toContain(`Process ${first.child.pid} on ${hostname()}`)
    expect(second.says).toContain(directory)
    await end(second.child)
  }
  await end(first.child)
  const third = await startHost()
  expect(third.says).toBe('started')
})
