import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { wranglerCommand, wranglerEnvironment } from './wrangler.ts'

let bundled: Promise<string> | null = null

async function bundle(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-worker-'))
  const config = join(import.meta.dirname, 'wrangler.json')
  const [node, args] = wranglerCommand('deploy', '--dry-run', '--config', config, '--outdir', directory)
  await promisify(execFile)(node, [...args], { env: { ...process.env, ...wranglerEnvironment(directory) } })
  return join(directory, 'worker.js')
}

/** Bundles the worker, once for all servers of a process, and gives the file: a server that has nothing to bundle starts in a few seconds. */
export const bundleWorker = (): Promise<string> => (bundled ??= bundle())
