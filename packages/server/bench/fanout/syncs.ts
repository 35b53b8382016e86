import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const BYTES = Buffer.alloc(4096, 'x')

/** The times of single syncs of 4 KB to this disk, in ms: what no acknowledged append can be faster than. */
export async function syncs(count: number, everyMs: number): Promise<readonly number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'syncs-'))
  const file = await open(join(directory, 'file'), 'w')
  const ms: number[] = []
  for (let index = 0; index < count; index++) {
    await file.write(BYTES)
    const start = performance.now()
    await file.datasync()
    ms.push(performance.now() - start)
    await setTimeout(everyMs)
  }
  await file.close()
  rmSync(directory, { recursive: true })
  return ms
}
