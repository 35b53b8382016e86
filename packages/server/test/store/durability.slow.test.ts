import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Envelope, splitOffset } from '@sluice/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore, type SessionKey, type Store } from '../../src/index.ts'
import { seeded } from './seeded.ts'
import { startChild, startLimitedChild } from './startChild.ts'

let directory = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-durability-'))
})

afterEach(() => rm(directory, { recursive: true }))

async function readLog(store: Store, key: SessionKey): Promise<readonly Envelope[]> {
  const { envelopes, atHead } = await store.read(key, null, Number.MAX_SAFE_INTEGER)
  expect(atHead).toBe(true)
  return envelopes
}

test('[S1] Whatever was acknowledged before a kill -9 is in the log, and the log has no gap', async () => {
  const random = seeded(20_261_122)
  const acknowledged = new Map<string, Set<string>>()
  for (let round = 0; round < 6; round += 1) {
    const child = startChild('appendForEver.ts', [directory, `mark000${round}`])
    // In one round of three it is killed while it opens what the one before it left.
    await child.written(round % 3 === 2 ? 0 : 1 + Math.floor(random() * 800))
    child.signal('SIGKILL')
    await child.ended()
    for (const line of child.lines) {
      const [id = '', offset = ''] = line.split(' ')
      acknowledged.set(id, (acknowledged.get(id) ?? new Set()).add(offset))
    }

    const store = await openSqliteStore({ directory })
    for (const [id, offsets] of acknowledged) {
      const log = await readLog(store, { tenant: 'acme', agent: 'triage', id })
      const held = new Set(log.map(envelope => envelope.offset))
      const lost = [...offsets].filter(offset => !held.has(offset))
      const wrong = log.filter(({ offset, event }, index) => {
        const { sequence } = splitOffset(offset)
        return sequence !== index + 1 || !(event as { text?: string }).text?.startsWith(`${id} ${sequence} `)
      })
      expect({ lost, wrong }, `round ${round}, session ${id}`).toEqual({ lost: [], wrong: [] })
    }
    await store.close()
  }
  expect(acknowledged.size).toBe(8)
}, 60_000)

test.runIf(process.platform !== 'win32')(
  '[S2] An append that the disk has no room for fails alone, and the store goes on',
  async () => {
    const child = startLimitedChild('fillLittleDisk.ts', [directory], 2048)
    await child.ended()
    expect(child.lines.map(line => JSON.parse(line))).toEqual([
      { first: 'ok', together: ['failed', 'conflict', 'ok'], afterwards: 'ok' },
    ])
    const store = await openSqliteStore({ directory })
    const offsets = async (id: string): Promise<string[]> =>
      (await readLog(store, { tenant: 'acme', agent: 'triage', id })).map(envelope => envelope.offset)
    expect(await offsets('large')).toEqual(['0000000000000001_aaaaaaaa', '0000000000000002_aaaaaaaa'])
    expect(await offsets('small')).toEqual(['0000000000000001_aaaaaaaa'])
    await store.close()
  },
)
