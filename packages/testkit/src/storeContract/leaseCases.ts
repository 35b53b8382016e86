import { appendOf, key, readAll } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { SharedContractCase, SharedStoreSubject, SharedStoreUnderTest } from './types.ts'

const leaseCase = (
  title: string,
  check: (store: SharedStoreUnderTest, reopen: SharedStoreSubject['reopen']) => Promise<void>,
): SharedContractCase => ({
  title,
  run: async open => {
    const { store, reopen } = await open()
    try {
      await check(store, reopen)
    } finally {
      await store.close()
    }
  },
})

const logOf = async (store: SharedStoreUnderTest): Promise<number> => (await readAll(store)).length

/** What a store that several hosts share must do with leases. */
export const leaseCases: readonly SharedContractCase[] = [
  leaseCase('[S5] Who has the lease appends', async store => {
    const epoch = await store.lease(key)
    await store.append({ ...appendOf(1), epoch })
    await store.append({ ...appendOf(2), epoch })
    expectEqual(await logOf(store), 2)
  }),

  leaseCase('[S5] Who lost its lease cannot append, though it knows the head', async store => {
    const first = await store.lease(key)
    await store.append({ ...appendOf(1), epoch: first })
    const second = await store.lease(key)
    await expectRefusal(store.append({ ...appendOf(2), epoch: first }), 'fenced')
    await store.append({ ...appendOf(2), epoch: second })
    await expectRefusal(store.append({ ...appendOf(3), epoch: first }), 'fenced')
    expectEqual(await logOf(store), 2)
  }),

  leaseCase('[S5] A lease that is taken while appends are on their way stands between them', async store => {
    const first = await store.lease(key)
    const before = store.append({ ...appendOf(1), epoch: first })
    const second = store.lease(key)
    const after = expectRefusal(store.append({ ...appendOf(2), epoch: first }), 'fenced')
    await before
    await after
    await store.append({ ...appendOf(2), epoch: await second })
    expectEqual(await logOf(store), 2)
  }),

  leaseCase('[S5] What is fenced leaves no projection behind', async store => {
    const first = await store.lease(key)
    const second = await store.lease(key)
    const projections = { ...appendOf(1).projections, wake: { at: 1 } }
    await expectRefusal(store.append({ ...appendOf(1), projections, epoch: first }), 'fenced')
    expectEqual(await store.wakes(), [])
    expectEqual(await store.head(key), null)
    await store.append({ ...appendOf(1), epoch: second })
  }),

  leaseCase('[S5] An epoch that nobody was given, or of another session, is fenced', async store => {
    const other = { ...key, id: 'other' }
    await expectRefusal(store.append({ ...appendOf(1), epoch: 1 }), 'fenced')
    const epoch = await store.lease(key)
    await store.lease(other)
    await store.lease(other)
    await expectRefusal(store.append({ ...appendOf(1), epoch: epoch + 1 }), 'fenced')
    await store.append({ ...appendOf(1), epoch })
  }),

  leaseCase('[S5] Epochs only grow, also over a restart', async (store, reopen) => {
    const epochs = [await store.lease(key), await store.lease(key)]
    await store.close()
    const again = await reopen()
    epochs.push(await again.lease(key))
    expectEqual(
      epochs.every((epoch, index) => epoch > (epochs[index - 1] ?? 0)),
      true,
    )
    await expectRefusal(again.append({ ...appendOf(1), epoch: epochs[1] ?? 0 }), 'fenced')
    await again.close()
  }),
]
