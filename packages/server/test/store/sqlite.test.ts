import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { formatOffset } from '@sluice/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Append, openSqliteStore, type Store } from '../../src/index.ts'
import { DATABASE_FILE, openDatabase } from '../../src/store/sqlite/openDatabase.ts'
import { fillStore, keys, readLogs } from './content.ts'

let directory = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-sqlite-'))
})

afterEach(() => rm(directory, { recursive: true }))

const key = { tenant: 'acme', agent: 'triage', id: 'first' }

const append = (store: Store, sequence: number, mark: string, after: string | null): Promise<void> =>
  store.append({
    key,
    after,
    envelopes: [
      {
        offset: formatOffset(sequence, mark),
        at: 1,
        actor: { kind: 'agent', id: 'triage' },
        event: { type: 'data.noted' },
      },
    ],
    projections: { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } },
  })

const appendOf = (id: string, offset: string): Append => ({
  key: { ...key, id },
  after: null,
  envelopes: [{ offset, at: 1, actor: { kind: 'agent', id: 'a' }, event: { type: 'data.noted' } }],
  projections: { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } },
})

test('[S2] The database syncs each commit and keeps a write-ahead log', () => {
  const db = openDatabase(directory)
  expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  db.close()
})

test('[S2] What was committed moves into the database when nothing is asked for', async () => {
  const store = await openSqliteStore({ directory })
  const sizeNow = async (): Promise<number> => (await stat(join(directory, DATABASE_FILE))).size
  const before = await sizeNow()
  await fillStore(store)
  await vi.waitFor(async () => expect(await sizeNow()).toBeGreaterThan(before + 50_000), { timeout: 10_000 })
  expect((await readLogs(store))[keys[0]?.id ?? '']).toHaveLength(79)
  await store.close()
})

test('[S5] A second store on the same directory cannot write on a head that is not its own', async () => {
  const [mine, theirs] = [await openSqliteStore({ directory }), await openSqliteStore({ directory })]
  await append(mine, 1, 'mine0000', null)
  expect(await theirs.head(key)).toBe(formatOffset(1, 'mine0000'))
  await append(mine, 2, 'mine0000', formatOffset(1, 'mine0000'))
  await expect(append(theirs, 2, 'theirs00', formatOffset(1, 'mine0000'))).rejects.toMatchObject({
    name: 'StoreError',
    code: expect.stringMatching(/^(held|conflict|failed)$/),
  })
  const { envelopes } = await mine.read(key, null, 10_000)
  expect(envelopes.map(({ offset }) => offset)).toEqual([
    formatOffset(1, 'mine0000'),
    formatOffset(2, 'mine0000'),
  ])
  await Promise.all([mine.close(), theirs.close()])
})

test('[S2] Many sessions can be written at once, more than are remembered', async () => {
  const store = await openSqliteStore({ directory })
  const at = (sequence: number): string => formatOffset(sequence, 'aaaaaaaa')
  const ids = Array.from({ length: 5000 }, (_, index) => `s${index}`)
  for (const sequence of [1, 2]) {
    await Promise.all(
      ids.map(id => store.append({ ...appendOf(id, at(sequence)), after: sequence === 1 ? null : at(1) })),
    )
  }
  const listed = await store.sessions(null, 10_000)
  expect(listed).toHaveLength(5000)
  expect(await store.head({ ...key, id: 's0' })).toBe(at(2))
  await store.close()
})

test('[S1] A process that ends without closing loses no head, however many sessions and events there are', async () => {
  const store = await openSqliteStore({ directory })
  const heads = Array.from({ length: 300 }, (): string | null => null)
  const round = async (sequence: number): Promise<void> => {
    await Promise.all(
      heads.map(async (after, index) => {
        // Some sessions stop early, some stream on.
        if (sequence > 1 + (index % 40)) return
        const offset = formatOffset(sequence, 'aaaaaaaa')
        await store.append({ ...appendOf(`s${index}`, offset), after })
        heads[index] = offset
      }),
    )
  }
  for (let sequence = 1; sequence <= 40; sequence += 1) await round(sequence)
  const copy = await mkdtemp(join(tmpdir(), 'sluice-copy-'))
  await cp(directory, copy, { recursive: true })
  await store.close()
  const again = await openSqliteStore({ directory: copy })
  const found = heads.map((_, index) => again.head({ ...key, id: `s${index}` }))
  expect(await Promise.all(found)).toEqual(heads)
  const { envelopes } = await again.read({ ...key, id: 's39' }, null, 1_000_000)
  expect(envelopes).toHaveLength(40)
  await again.append({ ...appendOf('s39', formatOffset(41, 'bbbbbbbb')), after: heads[39] ?? null })
  await again.close()
  await rm(copy, { recursive: true })
})

test('[S2] A directory that cannot be one is refused with the reason', async () => {
  const path = join(directory, 'file')
  await writeFile(path, '')
  await expect(openSqliteStore({ directory: join(path, 'inside') })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'failed',
    message: expect.stringMatching(/ENOTDIR.*Check the disk and the rights/),
  })
})

test('[S12] What was taken out of a log, and what was deleted, is on the disk no more', async () => {
  const store = await openSqliteStore({ directory })
  const onDisk = async (text: string): Promise<boolean> => {
    const files = await readdir(directory)
    const contents = await Promise.all(files.map(file => readFile(join(directory, file))))
    return contents.some(content => content.includes(text))
  }
  const text = (word: string, length: number) => `${word} `.repeat(length)
  const event = (word: string, length: number) => ({ type: 'data.noted', text: text(word, length) })
  const say = (id: string, words: readonly string[]): Promise<void> =>
    store.append({
      ...appendOf(id, ''),
      envelopes: words.map((word, index) => ({
        offset: formatOffset(index + 1, 'aaaaaaaa'),
        at: 1,
        actor: { kind: 'agent', id: 'a' },
        event: event(word, index * 700 + 1),
      })),
    })
  await say('first', ['secret', 'public', 'secret', 'public'])
  await say('second', ['hidden', 'hidden'])
  expect([await onDisk('secret secret'), await onDisk('hidden hidden')]).toEqual([true, true])
  const change = { offset: formatOffset(3, 'aaaaaaaa'), event: { type: 'data.noted' } }
  await store.rewrite(key, formatOffset(4, 'aaaaaaaa'), [
    { ...change, offset: formatOffset(1, 'aaaaaaaa') },
    change,
  ])
  await store.remove([{ ...key, id: 'second' }], { owner: null, deletedAt: 1, command: null })
  await vi.waitFor(async () => {
    expect([await onDisk('secret'), await onDisk('hidden')]).toEqual([false, false])
  })
  expect(await onDisk('public public')).toBe(true)
  await store.close()
})

test('[S2] the thread of the store finds its packages where the process that starts it found them', async () => {
  const script = join(import.meta.dirname, 'children', 'openStore.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@sluice/source', script, directory],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  )
  expect(stdout).toBe('opened\n')
})
