import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  durableStoreContract,
  type SharedStoreUnderTest,
  type StoreSubject,
  type StoreUnderTest,
  storeContract,
} from '@sluice/testkit'
import { afterAll, describe, expectTypeOf, test } from 'vitest'
import { createMemoryStore, openSqliteStore, type SharedStore, type Store } from '../../src/index.ts'

const root = await mkdtemp(join(tmpdir(), 'sluice-contract-'))
afterAll(() => rm(root, { recursive: true }))

async function openOnFile(): Promise<StoreSubject> {
  const directory = await mkdtemp(join(root, 'store-'))
  return { store: await openSqliteStore({ directory }), reopen: () => openSqliteStore({ directory }) }
}

describe('SQLite on file', () => {
  for (const { title, run } of [...storeContract, ...durableStoreContract]) test(title, () => run(openOnFile))
})

describe('SQLite in memory', () => {
  for (const { title, run } of storeContract) {
    test(title, () => run(async () => ({ store: createMemoryStore(), reopen: null })))
  }
})

test('[S2] The contract is written for the store that the server asks for', () => {
  expectTypeOf<StoreUnderTest>().toEqualTypeOf<Store>()
  expectTypeOf<SharedStoreUnderTest>().toEqualTypeOf<SharedStore>()
})
