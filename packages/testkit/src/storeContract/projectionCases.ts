import type { Settled } from '@sluice/fold'
import { appendOf, at, contractCase, fill, key, note, nothingElse, row } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { StoreAppend, StoredApproval, StoredProjections, StoreKey, StoreUnderTest } from './types.ts'

const entry = (id: string): Settled => ({
  kind: 'run',
  id,
  trigger: null,
  definition: null,
  status: 'completed',
  error: null,
  steps: 1,
  recoveries: 0,
  usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, cost: 0.5 },
  startedAt: 1,
  settledAt: 2,
})

const message = (id: string, after: string | null, text: string): Extract<Settled, { kind: 'message' }> => ({
  kind: 'message',
  id,
  role: 'user',
  after,
  run: null,
  step: null,
  replaces: null,
  actor: { kind: 'person', id: 'ann' },
  commandId: null,
  at: 1,
  status: 'settled',
  parts: [{ kind: 'text', id: `${id}-text`, message: id, text, status: 'settled' }],
  redacted: false,
})

const entries = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ordinal: from + index,
    entry: entry(`run-${from + index}`),
  }))

const approval = (id: string, requestedAt: number): StoredApproval => ({
  approval: id,
  question: `May I run "${id}"?`,
  schema: { enum: ['a', 1, null] },
  call: id,
  tool: 'read',
  requestedAt,
  expiresAt: null,
})

const projecting = (
  sequence: number,
  some: Partial<StoredProjections>,
  more: Partial<StoreAppend> = {},
): StoreAppend => appendOf(sequence, { projections: { ...nothingElse, ...some }, ...more })

async function addRow(
  store: StoreUnderTest,
  session: StoreKey,
  more: Parameters<typeof row>[1],
): Promise<void> {
  const directory = row(session.id, { agent: session.agent, ...more })
  await store.append(projecting(1, { directory }, { key: session }))
}

/** What a store must do with what follows from appends. */
export const projectionCases = [
  contractCase('[S3] Pages are cut before an ordinal, oldest first', async store => {
    await store.append(projecting(1, { pages: entries(0, 4) }))
    await store.append(projecting(2, { pages: entries(4, 6) }))
    expectEqual(await store.page(key, null, 3), entries(7, 3))
    expectEqual(await store.page(key, 7, 3), entries(4, 3))
    expectEqual(await store.page(key, 1, 3), entries(0, 1))
    expectEqual(await store.page(key, 0, 3), [])
    expectEqual(await store.page(key, 99, 100), entries(0, 10))
    expectEqual(await store.page({ ...key, id: 'other' }, null, 3), [])
  }),

  contractCase('[S9] A page entry that is written again replaces the one before', async store => {
    await store.append(projecting(1, { pages: entries(0, 3) }))
    const redacted = { ordinal: 1, entry: entry('redacted') }
    await store.append(projecting(2, { pages: [redacted] }))
    expectEqual(await store.page(key, null, 10), [...entries(0, 1), redacted, ...entries(2, 1)])
  }),

  contractCase('[S9] A search looks for words in the settled messages before an ordinal', async store => {
    const pages = [message('m1', null, 'The Größe is 4'), entry('run-1'), message('m2', 'm1', 'Nothing')].map(
      (one, ordinal) => ({ ordinal, entry: one }),
    )
    await store.append(projecting(1, { pages }))
    const first = { message: 'm1', after: null, found: true }
    const second = { message: 'm2', after: 'm1', found: false }
    expectEqual(await store.search(key, 'größe', null, 10), { messages: [first, second], before: null })
    expectEqual(await store.search(key, 'größe', null, 2), { messages: [second], before: 1 })
    expectEqual(await store.search(key, 'größe', 1, 2), { messages: [first], before: null })
    const redacted = { ...message('m1', null, ''), parts: [], redacted: true }
    await store.append(projecting(2, { pages: [{ ordinal: 0, entry: redacted }] }))
    expectEqual(await store.search(key, 'größe', 1, 2), {
      messages: [{ ...first, found: false }],
      before: null,
    })
    expectEqual(await store.search({ ...key, id: 'other' }, 'größe', null, 2), { messages: [], before: null })
  }),

  contractCase(
    '[W5] A command is remembered with the append it caused, by session, principal and id',
    async store => {
      const command = { principal: 'ann', commandId: 'command-1', bodyHash: 'ab'.repeat(32), offset: at(1) }
      await store.append(projecting(1, { commands: [command] }))
      expectEqual(await store.command(key, 'ann', 'command-1'), command)
      expectEqual(await store.command(key, 'ann', 'command-2'), null)
      expectEqual(await store.command(key, 'bob', 'command-1'), null)
      expectEqual(await store.command({ ...key, id: 'other' }, 'ann', 'command-1'), null)
    },
  ),

  contractCase('[W5] The first record of a command stays', async store => {
    const first = { principal: 'ann', commandId: 'command-1', bodyHash: 'ab'.repeat(32), offset: at(1) }
    await store.append(projecting(1, { commands: [first] }))
    await store.append(projecting(2, { commands: [{ ...first, bodyHash: 'cd'.repeat(32), offset: at(2) }] }))
    expectEqual(await store.command(key, 'ann', 'command-1'), first)
  }),

  contractCase('[S9] A refused append leaves no projection behind', async store => {
    await fill(store, 1)
    const everything: StoredProjections = {
      directory: row('first'),
      pages: entries(0, 1),
      commands: [{ principal: 'ann', commandId: 'command-1', bodyHash: '', offset: at(9) }],
      approvals: { opened: [approval('a', 1)], closed: [] },
    }
    await expectRefusal(store.append(projecting(9, everything)), 'conflict')
    expectEqual(await store.page(key, null, 10), [])
    expectEqual(await store.command(key, 'ann', 'command-1'), null)
    expectEqual(await store.approvals(key.tenant, 10), [])
    expectEqual(await store.directory(key.tenant, {}), [])
  }),

  contractCase('[S13] The directory lists a tenant’s sessions, the last updated first', async store => {
    await addRow(store, { ...key, id: 'old' }, { updatedAt: 10 })
    await addRow(store, { ...key, id: 'new' }, { updatedAt: 30 })
    await addRow(store, { ...key, id: 'b' }, { updatedAt: 20 })
    await addRow(store, { ...key, id: 'a' }, { updatedAt: 20 })
    await addRow(store, { ...key, id: 'foreign', tenant: 'other' }, { updatedAt: 40 })
    const ids = async (filter: { limit?: number }): Promise<string[]> =>
      (await store.directory(key.tenant, filter)).map(({ id }) => id)
    expectEqual(await ids({}), ['new', 'a', 'b', 'old'])
    expectEqual(await ids({ limit: 2 }), ['new', 'a'])
  }),

  contractCase(
    '[S13] The directory is filtered by agent, status, archive and text in any case',
    async store => {
      await addRow(
        store,
        { ...key, id: 'a' },
        { title: 'Größe 100% _wrong_', status: 'failed', updatedAt: 3 },
      )
      await addRow(
        store,
        { ...key, id: 'b', agent: 'writer' },
        { title: 'size', status: 'idle', updatedAt: 2, archivedAt: 2 },
      )
      const ids = async (filter: Parameters<StoreUnderTest['directory']>[1]): Promise<string[]> =>
        (await store.directory(key.tenant, filter)).map(({ id }) => id)
      expectEqual(await ids({ agent: 'writer' }), ['b'])
      expectEqual(await ids({ status: 'failed' }), ['a'])
      expectEqual(await ids({ archived: true }), ['b'])
      expectEqual(await ids({ archived: false, limit: 1 }), ['a'])
      expectEqual(await ids({ search: 'GRÖSSE' }), [])
      expectEqual(await ids({ search: 'GRÖß' }), ['a'])
      expectEqual(await ids({ search: '%' }), ['a'])
      expectEqual(await ids({ search: 'S_z' }), [])
      expectEqual(await ids({ search: 'SIZ' }), ['b'])
      expectEqual(await ids({ agent: 'writer', status: 'failed' }), [])
    },
  ),

  contractCase('[S13] A session has one row, which later ones replace', async store => {
    const later = row('first', { updatedAt: 9, status: 'running', title: 'Renamed', cost: 0.25 })
    await store.append(projecting(1, { directory: row('first', { title: 'Before' }) }))
    await store.append(projecting(2, { directory: later }))
    await store.append(projecting(3, {}))
    expectEqual(await store.directory(key.tenant, {}), [later])
    expectEqual(await store.directory(key.tenant, { search: 'before' }), [])
  }),

  contractCase('[R3] Sessions with an open run are found in all tenants', async store => {
    const waiting = { ...key, id: 'waiting', tenant: 'other' }
    await addRow(store, { ...key, id: 'idle' }, { status: 'idle' })
    await addRow(store, { ...key, id: 'running' }, { status: 'running' })
    await addRow(store, waiting, { status: 'waiting' })
    await addRow(store, { ...key, id: 'failed' }, { status: 'failed' })
    expectEqual(await store.unsettled(), [{ ...key, id: 'running' }, waiting])
    await store.append(
      projecting(2, { directory: row('running', { status: 'idle' }) }, { key: { ...key, id: 'running' } }),
    )
    expectEqual(await store.unsettled(), [waiting])
  }),

  contractCase('[S9] Approvals of a tenant are listed while they are open, the oldest first', async store => {
    const [early, late] = [approval('early', 1), approval('late', 2)]
    const other = { ...key, id: 'other', agent: 'writer' }
    await store.append(projecting(1, { approvals: { opened: [late], closed: [] } }))
    await store.append(projecting(1, { approvals: { opened: [early], closed: [] } }, { key: other }))
    await store.append(
      projecting(1, { approvals: { opened: [early], closed: [] } }, { key: { ...key, tenant: 'other' } }),
    )
    const listed = [
      { ...early, agent: 'writer', session: 'other' },
      { ...late, agent: 'triage', session: 'first' },
    ]
    expectEqual(await store.approvals(key.tenant, 10), listed)
    expectEqual(await store.approvals(key.tenant, 1), listed.slice(0, 1))
    expectEqual(await store.approvals(key.tenant, 10, listed[0]), listed.slice(1))
    expectEqual(await store.approvals(key.tenant, 10, listed[1]), [])
    await store.append(projecting(2, { approvals: { opened: [], closed: ['early'] } }, { key: other }))
    expectEqual(await store.approvals(key.tenant, 10), listed.slice(1))
  }),

  contractCase('[S9] Projections are replaced whole, and records of commands stay', async store => {
    const record = { principal: 'ann', commandId: 'known', bodyHash: 'ab'.repeat(32), offset: at(1) }
    await store.append(
      projecting(1, {
        directory: row('first', { title: 'Wrong' }),
        pages: entries(0, 3),
        commands: [record],
        approvals: { opened: [approval('wrong', 1)], closed: [] },
      }),
    )
    const rebuilt: StoredProjections = {
      directory: row('first', { title: 'Right' }),
      pages: entries(0, 2),
      commands: [
        { ...record, bodyHash: '' },
        { ...record, commandId: 'missing', bodyHash: '' },
      ],
      approvals: { opened: [approval('right', 2)], closed: [] },
    }
    await expectRefusal(store.replaceProjections(key, at(2), rebuilt), 'conflict')
    await expectRefusal(store.replaceProjections({ ...key, id: 'other' }, at(1), rebuilt), 'conflict')
    await store.replaceProjections(key, at(1), rebuilt)
    expectEqual(await store.directory(key.tenant, {}), [rebuilt.directory])
    expectEqual(await store.page(key, null, 10), entries(0, 2))
    expectEqual(await store.command(key, 'ann', 'known'), record)
    expectEqual(await store.command(key, 'ann', 'missing'), rebuilt.commands[1])
    expectEqual(
      (await store.approvals(key.tenant, 10)).map(open => open.approval),
      ['right'],
    )
    expectEqual((await store.read(key, null, 1000)).envelopes, [note(at(1))])
  }),

  contractCase('[S9] Sessions that are to be woken are listed, those that are due first', async store => {
    const other = { ...key, id: 'other' }
    const foreign = { ...key, tenant: 'other' }
    await store.append(projecting(1, { wake: { at: 30 } }))
    await store.append(projecting(1, { wake: { at: 20 } }, { key: foreign }))
    await store.append(projecting(1, { wake: { at: 40 } }, { key: other }))
    await store.append(projecting(2, {}, { key: other }))
    const listed = [
      { key: foreign, at: 20 },
      { key, at: 30 },
      { key: other, at: 40 },
    ]
    expectEqual(await store.wakes(), listed)
    await store.append(projecting(2, { wake: { at: 10 } }))
    await store.append(projecting(2, { wake: { at: null } }, { key: foreign }))
    await store.replaceProjections(other, at(2), nothingElse)
    expectEqual(await store.wakes(), [{ key, at: 10 }])
  }),

  contractCase('[S9] All sessions with a log can be listed, a page at a time', async store => {
    const keys = ['a', 'b'].flatMap(tenant => ['x', 'y'].map(id => ({ tenant, agent: 'triage', id })))
    for (const session of keys.toReversed()) await fill(store, 1, session)
    await store.putBlob({ ...key, id: 'only-a-blob' }, 'f'.repeat(64), textBlob, 1)
    expectEqual(await store.sessions(null, 10), keys)
    expectEqual(await store.sessions(null, 3), keys.slice(0, 3))
    expectEqual(await store.sessions(keys[2] ?? null, 3), keys.slice(3))
    expectEqual(await store.sessions(keys[3] ?? null, 3), [])
  }),
]

const textBlob = {
  bytes: new TextEncoder().encode('x'),
  mediaType: 'text/plain',
  audience: 'readers',
} as const
