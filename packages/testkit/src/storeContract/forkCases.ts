import type { Envelope } from '@sluice/protocol'
import { appendOf, at, contractCase, fill, key, note, notes, nothingElse, readAll } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { StoreAppend, StoreKey } from './types.ts'

/** SHA-256 of the text `abc`, and of nothing. */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const fork = { ...key, id: 'fork' }
const second = { ...key, id: 'second' }
const refOf = ({ agent, id }: StoreKey) => ({ agent, id })

const naming = (sequence: number, hash: string): Envelope => ({
  ...note(at(sequence)),
  event: {
    type: 'data.noted',
    file: { blob: hash, bytes: 1, mediaType: 'text/plain' },
  } as Envelope['event'],
})

/** The append that begins a session as a copy of another. */
function copyOf(to: StoreKey, lineage: readonly StoreKey[], more: Partial<StoreAppend> = {}): StoreAppend {
  return {
    key: to,
    after: null,
    envelopes: notes(null, 5),
    projections: { ...nothingElse, lineage: lineage.map(refOf) },
    ...more,
  }
}

/** What a store must do where a session begins as a copy of another. */
export const forkCases = [
  contractCase(
    '[S14] A log that begins as a copy of another keeps its offsets and goes on by itself',
    async store => {
      await fill(store, 9)
      await store.append(copyOf(fork, [key]))
      await store.append(appendOf(6, { key: fork, envelopes: [note(at(6, 'bbbbbbbb'), 'other')] }))
      expectEqual(await readAll(store, fork), [...notes(null, 5), note(at(6, 'bbbbbbbb'), 'other')])
      expectEqual((await readAll(store)).length, 9)
      expectEqual(await store.holds(fork, at(6)), false)
      await expectRefusal(store.append(copyOf(fork, [key])), 'conflict')
    },
  ),

  contractCase(
    '[S14] The blobs that the copy names come with it, with their audience, and live on without the other session',
    async store => {
      const abc = {
        bytes: new TextEncoder().encode('abc'),
        mediaType: 'text/plain',
        audience: 'inspectors' as const,
      }
      const empty = { bytes: new Uint8Array(), mediaType: 'image/png', audience: 'readers' as const }
      await store.putBlob(key, ABC, abc, 1)
      await store.putBlob(key, NOTHING, empty, 1)
      await store.append(appendOf(1, { envelopes: [naming(1, ABC)] }))
      const missing = 'f'.repeat(64)
      await store.append(
        copyOf(fork, [key], {
          envelopes: [naming(1, ABC), naming(2, ABC), naming(3, missing)],
          blobsFrom: key,
        }),
      )
      expectEqual(await store.getBlob(fork, ABC), abc)
      expectEqual(await store.getBlob(fork, NOTHING), null)
      expectEqual(await store.getBlob(fork, missing), null)
      expectEqual(await store.dropUnnamedBlobs(100), 1)
      await store.remove([key], { owner: null, deletedAt: 9, command: null })
      expectEqual(await store.getBlob(fork, ABC), abc)
      await store.append(
        copyOf(second, [fork, key], { envelopes: [naming(1, ABC)], blobsFrom: { ...key, id: 'never' } }),
      )
      expectEqual(await store.getBlob(second, ABC), null)
    },
  ),

  contractCase(
    '[S12][S14] Forks are found by every session that they came from, also when one between was deleted',
    async store => {
      const elsewhere = { ...fork, tenant: 'other' }
      await fill(store, 3)
      expectEqual(await store.forks(key), [])
      await store.append(copyOf(second, [fork, key]))
      await store.append(copyOf(fork, [key]))
      await store.append(copyOf(elsewhere, [key]))
      expectEqual(await store.forks(key), [fork, second])
      expectEqual(await store.forks(fork), [second])
      expectEqual(await store.forks(second), [])
      expectEqual(await store.forks({ ...key, tenant: 'other' }), [elsewhere])
      await store.replaceProjections(second, at(5), { ...nothingElse, lineage: [refOf(fork), refOf(key)] })
      await store.remove([fork], { owner: null, deletedAt: 9, command: null })
      expectEqual(await store.forks(key), [second])
      expectEqual(await store.forks(fork), [second])
      await store.replaceProjections(second, at(5), nothingElse)
      expectEqual(await store.forks(key), [])
    },
  ),
]

/** What a store that outlives its process must know of forks afterwards. */
export const forkReopenCases = [
  contractCase(
    '[S12][S14] Forks and their blobs are there when the store is opened again',
    async (store, reopen) => {
      const abc = {
        bytes: new TextEncoder().encode('abc'),
        mediaType: 'text/plain',
        audience: 'readers' as const,
      }
      await store.putBlob(key, ABC, abc, 1)
      await store.append(appendOf(1, { envelopes: [naming(1, ABC)] }))
      await store.append(copyOf(fork, [key], { envelopes: [naming(1, ABC)], blobsFrom: key }))
      await store.close()
      const again = await reopen?.()
      if (again === undefined) throw new Error('The store cannot be opened again.')
      try {
        expectEqual(await again.forks(key), [fork])
        expectEqual(await again.getBlob(fork, ABC), abc)
        expectEqual(await readAll(again, fork), [naming(1, ABC)])
      } finally {
        await again.close()
      }
    },
  ),
]
