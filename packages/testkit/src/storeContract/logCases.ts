import type { Envelope } from '@sluice/protocol'
import { appendOf, at, contractCase, fill, key, note, notes, nothingElse, readAll } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'

const bytesOf = (envelope: Envelope): number => new TextEncoder().encode(JSON.stringify(envelope)).length

/** What a store must do with logs. */
export const logCases = [
  contractCase('[S2] Envelopes are read back as they were appended, field by field', async store => {
    const event = JSON.parse(
      '{"type":"data.noted","text":"é 漢 😀 \\u0000 \\ud800 \\"quoted\\"","__proto__":{"constructor":[1.5e300,-0.1,null,true]}}',
    ) as Envelope['event']
    const envelopes: Envelope[] = [
      { offset: at(1), at: 0, actor: { kind: 'person', id: 'ann b. \n "c"' }, commandId: 'command-1', event },
      { offset: at(5), at: Number.MAX_SAFE_INTEGER, actor: { kind: 'host', id: ' ' }, must: true, event },
      {
        offset: at(9_999_999_999_999, '0z9y8x7w'),
        at: Number.MAX_SAFE_INTEGER,
        actor: { kind: 'agent', id: '漢' },
        event: { type: 'x'.repeat(64) },
      },
    ]
    await store.append(appendOf(1, { envelopes }))
    expectEqual(await store.read(key, null, 1_000_000), { envelopes, atHead: true })
    expectEqual(await store.head(key), at(9_999_999_999_999, '0z9y8x7w'))
  }),

  contractCase('[S3] A log is read from any offset, in stretches of any size, without a gap', async store => {
    const envelopes = notes(null, 40)
    await store.append(appendOf(1, { envelopes }))
    for (const maxBytes of [1, 200, 1000, 100_000]) {
      for (const cut of [0, 1, 17, 39, 40]) {
        const after = envelopes[cut - 1]?.offset ?? null
        expectEqual(await readAll(store, key, after, maxBytes), envelopes.slice(cut))
      }
    }
  }),

  contractCase(
    '[S3] A stretch holds as many envelopes as fit, and one that does not fit by itself',
    async store => {
      const envelopes = [
        ...notes(null, 3),
        note(at(4), 'x'.repeat(60_000)),
        note(at(5), 'é'.repeat(100)),
        note(at(6)),
      ]
      await store.append(appendOf(1, { envelopes }))
      const sizes = envelopes.map(bytesOf)
      const firstThree = sizes.slice(0, 3).reduce((sum, size) => sum + size, 0)
      const sizesAt = async (after: number, maxBytes: number): Promise<number> =>
        (await store.read(key, after === 0 ? null : at(after), maxBytes)).envelopes.length
      expectEqual(await sizesAt(0, firstThree), 3)
      expectEqual(await sizesAt(0, firstThree - 1), 2)
      expectEqual(await sizesAt(3, 10), 1)
      expectEqual(await sizesAt(4, (sizes[4] ?? 0) - 1), 1)
      expectEqual(await sizesAt(4, (sizes[4] ?? 0) + (sizes[5] ?? 0)), 2)
    },
  ),

  contractCase(
    '[S3] Behind the head there is nothing to read, and only the sequence of an offset counts',
    async store => {
      await fill(store, 3)
      const nothing = { envelopes: [], atHead: true }
      expectEqual(await store.read(key, at(3), 1000), nothing)
      expectEqual(await store.read(key, at(99), 1000), nothing)
      expectEqual((await store.read(key, at(2, 'zzzzzzzz'), 1000)).envelopes, [note(at(3))])
    },
  ),

  contractCase('[S5] An append that does not follow the head is refused and changes nothing', async store => {
    await fill(store, 3)
    for (const after of [null, at(2), at(3, 'bbbbbbbb'), at(4)]) {
      await expectRefusal(store.append(appendOf(9, { after })), 'conflict')
    }
    await expectRefusal(store.append(appendOf(2, { key: { ...key, id: 'other' }, after: at(1) })), 'conflict')
    expectEqual(
      await readAll(store),
      [1, 2, 3].map(sequence => note(at(sequence))),
    )
    expectEqual(await store.head({ ...key, id: 'other' }), null)
  }),

  contractCase('[S2] An append whose offsets do not increase, or that has none, is refused', async store => {
    await fill(store, 2)
    for (const offsets of [
      [],
      [at(2)],
      [at(1)],
      [at(3), at(3)],
      [at(4), at(3)],
      [at(3), at(3, 'bbbbbbbb')],
    ]) {
      await expectRefusal(
        store.append(appendOf(3, { envelopes: offsets.map(offset => note(offset)) })),
        'conflict',
      )
    }
    expectEqual((await readAll(store)).length, 2)
  }),

  contractCase(
    '[S2] Appends that do not wait for each other are written in the order of the calls',
    async store => {
      const sessions = ['a', 'b', 'c'].map(id => ({ ...key, id }))
      await Promise.all(sessions.map(session => fill(store, 50, session)))
      for (const session of sessions) {
        const offsets = (await readAll(store, session)).map(envelope => envelope.offset)
        expectEqual(
          offsets,
          Array.from({ length: 50 }, (_, index) => at(index + 1)),
        )
      }
    },
  ),

  contractCase(
    '[S2] An append that builds on a refused one is refused with it, and the log goes on',
    async store => {
      await fill(store, 1)
      const refused = store.append(appendOf(3, { after: at(2) }))
      const behind = store.append(appendOf(4, { after: at(3) }))
      const good = store.append(appendOf(2))
      await Promise.all([expectRefusal(refused, 'conflict'), expectRefusal(behind, 'conflict'), good])
      expectEqual(await store.head(key), at(2))
    },
  ),

  contractCase('[S1] A read sees the appends that were asked for before it', async store => {
    const appended = store.append(appendOf(1))
    const read = store.read(key, null, 1000)
    const head = store.head(key)
    await appended
    expectEqual((await read).envelopes.length, 1)
    expectEqual(await head, at(1))
  }),

  contractCase('[S11] Reading a session that does not exist creates nothing', async store => {
    const snapshot = store.getSnapshot(key, 1, null)
    expectEqual(await store.head(key), null)
    expectEqual(await store.read(key, null, 1000), { envelopes: [], atHead: true })
    expectEqual(await store.read(key, at(7), 1000), { envelopes: [], atHead: true })
    expectEqual(await store.holds(key, at(1)), false)
    expectEqual(await store.page(key, null, 10), [])
    expectEqual(await store.command(key, 'ann', 'command-1'), null)
    expectEqual(await store.getBlob(key, 'f'.repeat(64)), null)
    expectEqual(await snapshot, null)
    expectEqual(await store.sessions(null, 10), [])
    expectEqual(await store.directory(key.tenant, {}), [])
  }),

  contractCase('[S6] Sessions with the same id under another agent or tenant are others', async store => {
    const keys = [key, { ...key, agent: 'other' }, { ...key, tenant: 'other' }, { ...key, tenant: 'acme\nx' }]
    for (const [index, one] of keys.entries()) {
      await store.append(appendOf(1, { key: one, envelopes: [note(at(1), `of ${index}`)] }))
    }
    for (const [index, one] of keys.entries()) {
      expectEqual(await readAll(store, one), [note(at(1), `of ${index}`)])
    }
  }),

  contractCase('[W1] A log holds an offset with its own mark and no other', async store => {
    await store.append(appendOf(1, { envelopes: [note(at(2)), note(at(4))] }))
    expectEqual(await store.holds(key, at(2)), true)
    expectEqual(await store.holds(key, at(4)), true)
    expectEqual(await store.holds(key, at(4, 'bbbbbbbb')), false)
    expectEqual(await store.holds(key, at(3)), false)
    expectEqual(await store.holds({ ...key, id: 'other' }, at(2)), false)
  }),

  contractCase('[E8] Events of 64 KB, and a thousand events at once, are one append', async store => {
    const large = note(at(1), 'é'.repeat(32 * 1024))
    await store.append(appendOf(1, { envelopes: [large] }))
    const many = notes(at(1), 1000)
    await store.append({ key, after: at(1), envelopes: many, projections: nothingElse })
    expectEqual(await readAll(store), [large, ...many])
  }),
]
