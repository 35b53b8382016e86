import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'

test('[S2] the thread of the store starts without anything of other packages, also where only their source is there', async () => {
  const module = new URL('../../src/store/sqlite/edge/worker.ts', import.meta.url)
  const directory = mkdtempSync(join(tmpdir(), 'sluice-thread-'))
  const worker = new Worker(module, {
    workerData: directory,
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  onTestFinished(async () => {
    await worker.terminate()
    rmSync(directory, { recursive: true, force: true })
  })
  const first = await new Promise(resolve => {
    worker.once('message', resolve)
    worker.once('error', error => resolve(error.message))
  })
  expect(first).toBe('open')
})
