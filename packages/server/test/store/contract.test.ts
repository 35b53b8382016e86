import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StoreSubject, type StoreUnderTest, storeContract } from '@sluice/testkit'
import { afterAll, describe, expectTypeOf, test } from 'vitest'
import { createMemoryStore, openSqliteStore, type Store } from '../../src/index.ts'

const root = await mkdtemp(join(tmpdir(), 'sluice-contract-'))
afterAll(() => rm(root, { recursive: true }))

async function openOnFile(): Promise<StoreSubject> {
  const directory = await mkdtemp(join(root, 'store-'))
  return { store: await openSqliteStore({ directory }), reopen: () => openSqliteStore({ directory }) }
}

const subjects = {
  'SQLite on file': openOnFile,
  'SQLite in memory': async () => ({ store: createMemoryStore(), reopen: null }),
}

for (const [name, open] of Object.entries(subjects)) {
  describe(name, () => {
    for (const { title, run } of storeContract) test(title, () => run(open))
  })
}

test('[S2] The contract is written for the store that the server asks for', () => {
  expectTypeOf<StoreUnderTest>().toEqualTypeOf<Store>()
})
