import { describe, test } from 'vitest'
import {
  createSimulatedDisk,
  durableStoreContract,
  type StoreSubject,
  sharedStoreContract,
  storeContract,
} from '../../src/index.ts'
import { seeded } from './seeded.ts'

const after = (_delayMs: number, run: () => void): (() => void) => {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

const openOn = (shortWrite: number) => async (): Promise<StoreSubject> => {
  const disk = createSimulatedDisk({ random: seeded(1), after, faults: { shortWrite } })
  return { store: await disk.open(), reopen: disk.open }
}

describe('on a simulated disk', () => {
  for (const { title, run } of [...storeContract, ...durableStoreContract]) test(title, () => run(openOn(0)))
})

describe('on a simulated disk that writes in pieces', () => {
  for (const { title, run } of [...storeContract, ...durableStoreContract])
    test(title, () => run(openOn(0.5)))
})

describe('a simulated disk that hosts share', () => {
  for (const { title, run } of sharedStoreContract)
    test(title, () =>
      run(async () => {
        const disk = createSimulatedDisk({ random: seeded(1), after })
        return { store: await disk.open(), reopen: disk.open }
      }),
    )
})
