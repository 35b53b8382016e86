import type { Envelope } from '@sluice/protocol'
import { appendOf, at, contractCase, fill, key, note, notes, nothingElse, readAll, row } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { StoredEntry, StoreUnderTest } from './types.ts'

/** Contents by their SHA-256: nothing, and the text `abc`. */
const HASHES = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
] as const

const blobOf = (index: number) => ({
  bytes: new TextEncoder().encode(index === 0 ? '' : 'abc'),
  mediaType: 'text/plain',
  audience: 'readers' as const,
})

const naming = (hash: string): Envelope['event'] =>
  ({ type: 'data.noted', file: { blob: hash, bytes: 1, mediaType: 'text/plain' } }) as Envelope['event']

const said = (text: string): Envelope['event'] => ({ type: 'data.noted', text }) as Envelope['event']

const entryOf = (id: string) => ({ kind: 'message', id }) as unknown as StoredEntry['entry']

/** A session with a log, a snapshot, projections and a blob. */
async function fillWith(store: StoreUnderTest, of = key): Promise<void> {
  await store.append({
    key: of,
    after: null,
    envelopes: notes(null, 50),
    projections: {
      directory: row(of.id, { status: 'running', title: 'secret' }),
      pages: [{ ordinal: 0, entry: entryOf('m1') }],
      commands: [{ principal: 'ann', commandId: 'c1', bodyHash: 'h', offset: at(1) }],
      approvals: {
        opened: [
          {
            approval: 'q1',
            question: 'Go?',
            schema: null,
            call: null,
            tool: null,
            requestedAt: 1,
            expiresAt: null,
          },
        ],
        closed: [],
      },
      wake: { at: 7 },
    },
  })
  await store.putSnapshot(of, { offset: at(50), viewRevision: 1, json: '{}' })
}

async function everythingOf(store: StoreUnderTest, of = key) {
  return {
    head: await store.head(of),
    log: await store.read(of, null, 1_000_000),
    page: await store.page(of, null, 10),
    command: await store.command(of, 'ann', 'c1'),
    snapshot: await store.getSnapshot(of, 1, null),
    rows: await store.directory(of.tenant, {}),
    unsettled: await store.unsettled(),
    wakes: await store.wakes(),
    sessions: await store.sessions(null, 10),
  }
}

/** What a store must do where something is taken out of a log, or a session is deleted. */
export const rewriteCases = [
  contractCase(
    '[S10] Events that are taken out are gone with their offsets, and the log goes on',
    async store => {
      await fill(store, 100)
      const gone = Array.from({ length: 100 }, (_, index) => index + 1).filter(sequence => sequence % 3 !== 1)
      await store.rewrite(key, at(100), [
        ...gone.map(sequence => ({ offset: at(sequence), event: null })),
        { offset: at(4), event: said('merged') },
      ])
      const left = [1, 4, 7].map(sequence =>
        sequence === 4 ? { ...note(at(4)), event: said('merged') } : note(at(sequence)),
      )
      expectEqual((await readAll(store)).slice(0, 3), left)
      expectEqual((await readAll(store)).length, 34)
      expectEqual(await store.holds(key, at(5)), false)
      expectEqual(await store.holds(key, at(7)), true)
      for (const after of [0, 4, 5, 6, 98, 99])
        expectEqual(
          (await readAll(store, key, after === 0 ? null : at(after), 300)).map(({ offset }) => offset),
          Array.from({ length: 34 }, (_, index) => at(index * 3 + 1)).filter(
            offset => offset > (after === 0 ? '' : at(after)),
          ),
        )
      await store.append(appendOf(101))
      expectEqual((await readAll(store)).at(-1), note(at(101)))
      expectEqual((await readAll(store)).length, 35)
    },
  ),

  contractCase('[S10] A log that went on is not rewritten', async store => {
    await fill(store, 3)
    await expectRefusal(store.rewrite(key, at(2), [{ offset: at(1), event: null }]), 'conflict')
    await expectRefusal(store.rewrite(key, at(3, 'zzzzzzzz'), [{ offset: at(1), event: null }]), 'conflict')
    await expectRefusal(store.rewrite({ ...key, id: 'other' }, at(3), []), 'conflict')
    expectEqual((await readAll(store)).length, 3)
  }),

  contractCase(
    '[S12] An append changes older events with it; snapshots and blobs that nothing names go',
    async store => {
      for (const [index, hash] of HASHES.entries()) await store.putBlob(key, hash, blobOf(index), 1)
      const envelopes = [naming(HASHES[0]), naming(HASHES[1]), naming(HASHES[1]), said('secret')].map(
        (event, index) => ({
          ...note(at(index + 1)),
          event,
        }),
      )
      await store.append(appendOf(1, { envelopes }))
      await store.putSnapshot(key, { offset: at(4), viewRevision: 1, json: '{"text":"secret"}' })
      const changes = [1, 2, 4].map(sequence => ({ offset: at(sequence), event: said('') }))
      await store.append(appendOf(5, { changes }))
      expectEqual(
        (await readAll(store)).map(({ event }) => event),
        [said(''), said(''), naming(HASHES[1]), said(''), note(at(5)).event],
      )
      expectEqual(await store.getSnapshot(key, 1, null), null)
      expectEqual(
        await Promise.all(HASHES.map(async hash => (await store.getBlob(key, hash))?.mediaType ?? null)),
        [null, 'text/plain'],
      )
    },
  ),

  contractCase(
    '[S12] A deleted session is gone with all that belongs to it, and is not made again',
    async store => {
      const other = { ...key, id: 'other' }
      const third = { ...key, id: 'third' }
      const before = await everythingOf(store)
      for (const one of [key, third]) await fillWith(store, one)
      await store.append(appendOf(1, { key: other }))
      await store.putBlob(key, HASHES[0], blobOf(0), 1)
      const command = { principal: 'ann', commandId: 'c2', bodyHash: 'h2', offset: at(50) }
      await store.remove([key, third, { ...key, id: 'never' }], { owner: 'ann', deletedAt: 9, command })
      for (const one of [key, third]) {
        expectEqual(await everythingOf(store, one), { ...before, sessions: [other] })
        expectEqual(await store.tombstone(one), { owner: 'ann', deletedAt: 9, command })
        await expectRefusal(store.append(appendOf(1, { key: one })), 'deleted')
      }
      expectEqual(await store.approvals(key.tenant, 10), [])
      expectEqual(await store.getBlob(key, HASHES[0]), null)
      await expectRefusal(store.append(appendOf(1, { key: { ...key, id: 'never' } })), 'deleted')
      expectEqual(await store.tombstone(other), null)
      await store.append(appendOf(2, { key: other, projections: nothingElse }))
      expectEqual((await readAll(store, other)).length, 2)
    },
  ),
]

/** What a store that outlives its process must know of it afterwards. */
export const rewriteReopenCases = [
  contractCase(
    '[S12] What was taken out and what was deleted stays so when the store is opened again',
    async (store, reopen) => {
      const doomed = { ...key, id: 'doomed' }
      await fill(store, 60)
      await fillWith(store, doomed)
      await store.rewrite(
        key,
        at(60),
        Array.from({ length: 40 }, (_, index) => ({ offset: at(index + 11), event: null })),
      )
      await store.remove([doomed], { owner: null, deletedAt: 1, command: null })
      await store.close()
      const again = await reopen?.()
      if (again === undefined) throw new Error('The store cannot be opened again.')
      try {
        expectEqual((await readAll(again)).length, 20)
        expectEqual(await again.tombstone(doomed), { owner: null, deletedAt: 1, command: null })
        await expectRefusal(again.append(appendOf(1, { key: doomed })), 'deleted')
        await again.append(appendOf(61))
        expectEqual((await readAll(again)).length, 21)
      } finally {
        await again.close()
      }
    },
  ),
]
