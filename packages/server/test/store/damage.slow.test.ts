import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Envelope } from '@sluice/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStore, StoreError } from '../../src/index.ts'
import { createLocalStore } from '../../src/store/sqlite/createLocalStore.ts'
import { DATABASE_FILE, openDatabase } from '../../src/store/sqlite/openDatabase.ts'
import { PAGE_BYTES } from '../../src/store/sqlite/schema.ts'
import { fillStore, readLogs, readRest } from './content.ts'
import { seeded } from './seeded.ts'

const WAL_FILE = `${DATABASE_FILE}-wal`
const FRAME_BYTES = PAGE_BYTES + 24

interface Content {
  readonly logs: Record<string, readonly Envelope[]>
  readonly rest: unknown
}

let root = ''
/** A directory whose store was closed, and one whose process ended without closing it. */
let closed = ''
let crashed = ''
let whole: Content

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-damage-'))
  closed = join(root, 'closed')
  crashed = join(root, 'crashed')
  const store = createLocalStore(openDatabase(closed))
  await fillStore(store)
  await cp(closed, crashed, { recursive: true })
  whole = { logs: await readLogs(store), rest: await readRest(store) }
  await store.close()
})

afterAll(() => rm(root, { recursive: true }))

/** Copies a directory, has one of its files changed, and says what a store then gives: its content, or why not. */
async function reading(
  from: string,
  change: (directory: string) => Promise<void>,
  wholeCheckBytes?: number,
): Promise<Content | StoreError> {
  const directory = await mkdtemp(join(root, 'changed-'))
  await cp(from, directory, { recursive: true })
  await change(directory)
  try {
    const store = createLocalStore(openDatabase(directory, wholeCheckBytes))
    try {
      return { logs: await readLogs(store), rest: await readRest(store) }
    } finally {
      await store.close()
    }
  } catch (cause) {
    if (cause instanceof StoreError) return cause
    throw cause
  } finally {
    await rm(directory, { recursive: true })
  }
}

const cutting =
  (file: string, bytes: number) =>
  (directory: string): Promise<void> =>
    truncate(join(directory, file), bytes)

const changing = (file: string, change: (content: Buffer) => void) => async (directory: string) => {
  const content = await readFile(join(directory, file))
  change(content)
  await writeFile(join(directory, file), content)
}

const sizeOf = async (directory: string, file: string): Promise<number> =>
  (await readFile(join(directory, file))).length

function expectDamage(outcome: Content | StoreError, note: string): void {
  expect(outcome, note).toBeInstanceOf(StoreError)
  expect((outcome as StoreError).code, note).toBe('damaged')
}

describe('the database file', () => {
  test('[S2] A file that is not damaged is read as it was written, closed or not', async () => {
    expect(await reading(closed, async () => {})).toEqual(whole)
    expect(await reading(crashed, async () => {})).toEqual(whole)
  })

  test('[S2] A file cut off anywhere is damaged', async () => {
    const size = await sizeOf(closed, DATABASE_FILE)
    const random = seeded(1)
    const pages = Array.from({ length: size / PAGE_BYTES }, (_, page) => page * PAGE_BYTES)
    const cuts = [
      0,
      1,
      16,
      99,
      100,
      511,
      512,
      size - 1,
      ...pages,
      ...pages.map(() => Math.floor(random() * size)),
    ]
    for (const cut of cuts) {
      expectDamage(await reading(closed, cutting(DATABASE_FILE, cut)), `cut at ${cut} of ${size}`)
      expectDamage(await reading(closed, cutting(DATABASE_FILE, cut), 0), `cut at ${cut} of ${size}, large`)
    }
  })

  test('[S2] Pages of random bytes are damage or change nothing', async () => {
    const size = await sizeOf(closed, DATABASE_FILE)
    const random = seeded(2)
    for (let page = 0; page < size / PAGE_BYTES; page += 1) {
      const tear = changing(DATABASE_FILE, content => {
        const start = page * PAGE_BYTES + Math.floor((random() * PAGE_BYTES) / 2)
        const end = Math.min(size, start + 1 + Math.floor(random() * PAGE_BYTES))
        for (let at = start; at < end; at += 1) content[at] = Math.floor(random() * 256)
      })
      const outcome = await reading(closed, tear)
      if (outcome instanceof StoreError) expect(outcome.code, `page ${page}`).toBe('damaged')
      else expect(outcome, `page ${page}`).toEqual(whole)
    }
  })

  test('[S2] In a database too large to be read whole, a log is right or damaged', async () => {
    const size = await sizeOf(closed, DATABASE_FILE)
    const random = seeded(3)
    for (let round = 0; round < 120; round += 1) {
      const start = PAGE_BYTES + Math.floor(random() * (size - PAGE_BYTES))
      const length = round % 2 === 0 ? 1 : Math.floor(random() * PAGE_BYTES)
      const tear = changing(DATABASE_FILE, content => {
        for (let at = start; at < Math.min(size, start + length); at += 1)
          content[at] = Math.floor(random() * 256)
      })
      const outcome = await reading(closed, tear, 0)
      const note = `${length} bytes from ${start}`
      if (outcome instanceof StoreError) expect(outcome.code, note).toBe('damaged')
      else expect(outcome.logs, note).toEqual(whole.logs)
    }
  })

  test('[S2] An event that was exchanged, taken out or put in is damage', async () => {
    const edits = [
      "UPDATE events SET event = replace(event, 'text', 'TEXT') WHERE stream = 2 AND sequence = 7",
      'DELETE FROM events WHERE stream = 2 AND sequence = 7',
      'DELETE FROM events WHERE stream = 2 AND sequence = 1',
      'DELETE FROM events WHERE id = (SELECT max(id) FROM events WHERE stream = 2)',
      'DELETE FROM chunks WHERE stream = 2 AND after_sequence = 0',
      'DELETE FROM chunks WHERE stream = 2 AND after_sequence > 30',
      'UPDATE chunks SET after_sequence = after_sequence + 1 WHERE stream = 2 AND after_sequence = 0',
      "UPDATE chunks SET events = '[' WHERE stream = 2",
      "UPDATE streams SET tail = '1' WHERE id = 2",
      "UPDATE events SET mark = 'aaaaaaaa' WHERE stream = 2 AND sequence = 7",
      'UPDATE streams SET sequence = 4 WHERE id = 2',
      'DELETE FROM log_end',
      'UPDATE log_end SET last = last - 1',
      'DELETE FROM events WHERE id = (SELECT max(id) FROM events)',
      'UPDATE events SET stream = 1 WHERE id = (SELECT max(id) FROM events WHERE stream = 2)',
    ]
    for (const edit of edits) {
      for (const from of [closed, crashed]) {
        const outcome = await reading(from, async directory => {
          const db = new DatabaseSync(join(directory, DATABASE_FILE))
          db.exec(edit)
          db.close()
        })
        expectDamage(outcome, `${edit} ${from === closed ? 'after closing' : 'after a crash'}`)
      }
    }
  })
})

describe('files of others', () => {
  test('[S2] A file that is not a database says so', async () => {
    const outcome = await reading(closed, directory =>
      writeFile(join(directory, DATABASE_FILE), 'Dear diary, '.repeat(1000)),
    )
    expectDamage(outcome, 'text')
    expect((outcome as StoreError).message).toMatch(
      /is not a database.*Going on could.*restore the last backup/,
    )
  })

  test('[S2] A database of another program is not touched', async () => {
    const outcome = await reading(closed, async directory => {
      await rm(join(directory, DATABASE_FILE))
      const db = new DatabaseSync(join(directory, DATABASE_FILE))
      db.exec('CREATE TABLE theirs (a)')
      db.close()
    })
    expectDamage(outcome, 'foreign')
    expect((outcome as StoreError).message).toContain('a database of another program')
  })

  test('[S2] A database of a newer Sluice is left alone, checkpointed or not', async () => {
    for (const closing of [true, false]) {
      const directory = await mkdtemp(join(root, 'newer-'))
      await cp(closed, directory, { recursive: true })
      const newer = new DatabaseSync(join(directory, DATABASE_FILE))
      newer.exec('PRAGMA user_version = 1000')
      if (closing) newer.close()
      await expect(openSqliteStore({ directory })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'damaged',
        message: expect.stringMatching(/newer Sluice \(tables of version 1000.*or use another directory/),
      })
      if (newer.isOpen) newer.close()
    }
  })

  test('[S2] A missing database beside its write-ahead log is damage, not a new database', async () => {
    const outcome = await reading(crashed, directory => rm(join(directory, DATABASE_FILE)))
    expectDamage(outcome, 'missing')
  })
})

describe('the write-ahead log', () => {
  test('[S1] One that is torn before a later commit is damage; at its end it is a commit that was not finished', async () => {
    const size = await sizeOf(crashed, WAL_FILE)
    const frames = (size - 32) / FRAME_BYTES
    const random = seeded(4)
    let damaged = 0
    for (let round = 0; round < 40; round += 1) {
      const at = Math.floor(random() * size)
      const flip = changing(WAL_FILE, content => {
        content[at] = (content[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      })
      const outcome = await reading(crashed, flip)
      const note = `byte ${at}, frame ${Math.ceil((at - 32) / FRAME_BYTES)} of ${frames}`
      if (outcome instanceof StoreError) {
        expect(outcome.code, note).toBe('damaged')
        damaged += 1
      } else expectPrefix(outcome.logs, note)
    }
    expect(damaged).toBeGreaterThan(30)
  })

  test('[S1] One that ends early gives the logs as they were at an earlier moment', async () => {
    const size = await sizeOf(crashed, WAL_FILE)
    const random = seeded(5)
    for (let round = 0; round < 40; round += 1) {
      const cut = Math.floor(random() * size)
      const outcome = await reading(crashed, cutting(WAL_FILE, cut))
      if (outcome instanceof StoreError) expect(outcome.code).toBe('damaged')
      else expectPrefix(outcome.logs, `cut at ${cut} of ${size}`)
    }
  })
})

function expectPrefix(logs: Content['logs'], note: string): void {
  for (const [id, log] of Object.entries(logs)) {
    expect(log, note).toEqual((whole.logs[id] ?? []).slice(0, log.length))
  }
  const lengths = new Set(Object.values(logs).map(log => log.length))
  // All sessions were written in the same commits.
  expect(lengths.size, note).toBe(1)
}
