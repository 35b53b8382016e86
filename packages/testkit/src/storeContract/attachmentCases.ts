import type { Envelope } from '@sluice/protocol'
import { appendOf, at, contractCase, fill, key } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { StoredBlob, StoreUnderTest } from './types.ts'

/** Contents with their SHA-256: nothing, the text `abc`, and every byte from 0 to 255. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const ALL_BYTES = '40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880'

const contents: Readonly<Record<string, Uint8Array>> = {
  [EMPTY]: new Uint8Array(0),
  [ABC]: new TextEncoder().encode('abc'),
  [ALL_BYTES]: Uint8Array.from({ length: 256 }, (_, index) => index),
}

const blobOf = (hash: string, more: Partial<StoredBlob> = {}): StoredBlob => ({
  bytes: contents[hash] ?? new Uint8Array(0),
  mediaType: 'text/plain',
  audience: 'readers',
  ...more,
})

async function blobIn(store: StoreUnderTest, hash: string, session = key): Promise<StoredBlob | null> {
  const found = await store.getBlob(session, hash)
  return found === null ? null : { ...found, bytes: Uint8Array.from(found.bytes) }
}

const naming = (hash: string): Envelope['event'] =>
  ({ type: 'data.noted', file: { blob: hash, bytes: 3, mediaType: 'text/plain' } }) as Envelope['event']

const snapshotAt = (sequence: number, viewRevision = 1) => ({
  offset: at(sequence),
  viewRevision,
  json: `{"text":"漢 at ${sequence}"}`,
})

/** What a store must do with blobs and snapshots. */
export const attachmentCases = [
  contractCase('[E8] A blob is read back byte for byte, in its session and no other', async store => {
    for (const hash of Object.keys(contents)) await store.putBlob(key, hash, blobOf(hash), 1)
    for (const hash of Object.keys(contents)) expectEqual(await blobIn(store, hash), blobOf(hash))
    expectEqual(await blobIn(store, ABC, { ...key, id: 'other' }), null)
    expectEqual(await blobIn(store, ABC, { ...key, tenant: 'other' }), null)
  }),

  contractCase(
    '[E8] Content that was stored for readers stays for readers, and keeps its media type',
    async store => {
      const forInspectors = blobOf(ABC, { audience: 'inspectors', mediaType: 'image/png' })
      await store.putBlob(key, ABC, forInspectors, 1)
      expectEqual(await blobIn(store, ABC), forInspectors)
      await store.putBlob(key, ABC, blobOf(ABC), 2)
      expectEqual(await blobIn(store, ABC), { ...forInspectors, audience: 'readers' })
      await store.putBlob(key, ABC, forInspectors, 3)
      expectEqual(await blobIn(store, ABC), { ...forInspectors, audience: 'readers' })
    },
  ),

  contractCase('[S15] Blobs that no event names are dropped when they are old', async store => {
    await fill(store, 1)
    for (const hash of [ABC, EMPTY]) await store.putBlob(key, hash, blobOf(hash), 100)
    await store.putBlob({ ...key, id: 'other' }, ABC, blobOf(ABC), 100)
    await store.putBlob(key, ALL_BYTES, blobOf(ALL_BYTES), 200)
    const envelope = {
      offset: at(2),
      at: 1,
      actor: { kind: 'agent', id: 'triage' },
      event: naming(ABC),
    } as const
    await store.append(appendOf(2, { envelopes: [envelope] }))
    expectEqual(await store.dropUnnamedBlobs(100), 0)
    expectEqual(await store.dropUnnamedBlobs(101), 2)
    expectEqual(await blobIn(store, ABC), blobOf(ABC))
    expectEqual(await blobIn(store, EMPTY), null)
    expectEqual(await blobIn(store, ABC, { ...key, id: 'other' }), null)
    expectEqual(await blobIn(store, ALL_BYTES), blobOf(ALL_BYTES))
  }),

  contractCase(
    '[E8] What happens to the bytes after the call does not change what is stored',
    async store => {
      const large = new TextEncoder().encode('xxabcxx')
      const stored = store.putBlob(key, ABC, { ...blobOf(ABC), bytes: large.subarray(2, 5) }, 1)
      large.fill(0)
      await stored
      expectEqual(await blobIn(store, ABC), blobOf(ABC))
    },
  ),

  contractCase('[S15] An upload that is sent again begins its time anew', async store => {
    await store.putBlob(key, ABC, blobOf(ABC), 100)
    await store.putBlob(key, ABC, blobOf(ABC), 200)
    expectEqual(await store.dropUnnamedBlobs(150), 0)
    expectEqual(await store.dropUnnamedBlobs(250), 1)
  }),

  contractCase(
    '[S3] The newest snapshot at or before an offset is found, of one view revision',
    async store => {
      await fill(store, 10)
      for (const sequence of [3, 6, 9]) await store.putSnapshot(key, snapshotAt(sequence))
      expectEqual(await store.getSnapshot(key, 1, null), snapshotAt(9))
      expectEqual(await store.getSnapshot(key, 1, at(8)), snapshotAt(6))
      expectEqual(await store.getSnapshot(key, 1, at(6)), snapshotAt(6))
      expectEqual(await store.getSnapshot(key, 1, at(2)), null)
      expectEqual(await store.getSnapshot(key, 2, null), null)
      expectEqual(await store.getSnapshot({ ...key, id: 'other' }, 1, null), null)
    },
  ),

  contractCase('[S1] A snapshot of what the log does not hold is refused', async store => {
    await fill(store, 2)
    await expectRefusal(store.putSnapshot(key, snapshotAt(3)), 'conflict')
    const foreign = { ...snapshotAt(2), offset: at(2, 'bbbbbbbb') }
    await expectRefusal(store.putSnapshot(key, foreign), 'conflict')
    await expectRefusal(store.putSnapshot({ ...key, id: 'other' }, snapshotAt(1)), 'conflict')
    expectEqual(await store.getSnapshot(key, 1, null), null)
  }),

  contractCase('[S3] Few snapshots are kept, the newest among them', async store => {
    await fill(store, 30)
    for (let sequence = 1; sequence <= 30; sequence += 1) await store.putSnapshot(key, snapshotAt(sequence))
    expectEqual(await store.getSnapshot(key, 1, null), snapshotAt(30))
    expectEqual(await store.getSnapshot(key, 1, at(29)), snapshotAt(29))
    expectEqual(await store.getSnapshot(key, 1, at(20)), null)
  }),

  contractCase('[W6] A snapshot of another view revision takes the place of those before', async store => {
    await fill(store, 3)
    await store.putSnapshot(key, snapshotAt(2, 1))
    await store.putSnapshot(key, snapshotAt(2, 2))
    expectEqual(await store.getSnapshot(key, 1, null), null)
    expectEqual(await store.getSnapshot(key, 2, null), snapshotAt(2, 2))
  }),
]
