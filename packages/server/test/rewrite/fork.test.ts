import { deepStrictEqual } from 'node:assert/strict'
import { emptyView, fold } from '@sluice/fold'
import type { Command, Envelope, Event, Json } from '@sluice/protocol'
import { type Hub, type Principal, rebuildProjections, type SessionHandle } from '@sluice/server'
import { expect, test } from 'vitest'
import { createHarness, localKey } from '../support/createHarness.ts'
import { append, command, delta, local, opening, ref, say } from '../support/events.ts'
import { quiet, until } from '../support/until.ts'

type Fork = Command<'session.fork'>

const HOUR = 60 * 60 * 1000

async function logOf(handle: SessionHandle): Promise<Envelope[]> {
  const log: Envelope[] = []
  for await (const envelope of handle.read(null)) log.push(envelope)
  return log
}

const fork = (at: string | null, more: Partial<Fork> = {}): Fork => ({
  type: 'session.fork',
  from: ref,
  at: at ?? '',
  ...more,
})

/** The offset at which the newest event of a type stands. */
const offsetOf = (log: readonly Envelope[], type: Event['type']): string =>
  log.findLast(({ event }) => event.type === type)?.offset ?? ''

const ended = (step: string): Event => ({ type: 'step.settled', step, outcome: 'completed' })

/** Two calls of one message: one has its output, one waits for a person and has opened a session. */
const calls: readonly Event[] = [
  ...opening,
  { type: 'tool.called', message: 'm1', call: 'k1', tool: 'read' },
  { type: 'tool.ready', call: 'k1', arguments: { path: 'a' } },
  { type: 'tool.called', message: 'm1', call: 'k2', tool: 'write' },
  { type: 'tool.ready', call: 'k2', arguments: {} },
  ended('s1'),
  { type: 'step.started', step: 's2', run: 'r1', kind: 'tools' },
  { type: 'tool.started', call: 'k1', attempt: 1 },
  { type: 'tool.settled', call: 'k1', outcome: 'completed', output: { json: 'old' } },
  { type: 'tool.started', call: 'k2', attempt: 1 },
  { type: 'subsession.opened', subsession: 'child', agent: 'triage', call: 'k2', depth: 1 },
  { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'k2', question: 'May it?' },
]

/** The same, until the model was told of both outputs and has answered. */
const answered: readonly Event[] = [
  { type: 'approval.decided', approval: 'a1', decision: 'approved' },
  { type: 'tool.settled', call: 'k2', outcome: 'completed', output: { json: 2 } },
  ended('s2'),
  { type: 'step.started', step: 's3', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm2', role: 'assistant', after: 'm1', run: 'r1', step: 's3' },
  { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
  { type: 'part.delta', part: 'p2', from: 0, text: 'So it is.' },
  ended('s3'),
  { type: 'run.settled', run: 'r1', outcome: 'completed' },
]

test('[S14] A fork in the middle of a word has the log up to there under the same offsets, and goes on by itself', async () => {
  const { hub, session, restart } = createHarness()
  const source = await session()
  await append(source, ...opening)
  for (const [at, text] of ['the ', 'sec', 'ret'].entries())
    await append(source, delta(at === 0 ? 0 : at * 3 + 1, text))
  const log = await logOf(source)
  const at = log.at(-2)?.offset ?? ''
  const answer = await command(hub, 'c1', fork(at), 'b')
  const forked = await session('b')
  const copy = await logOf(forked)
  expect(copy.map(({ offset }) => offset)).toEqual([
    ...log.slice(0, 6).map(({ offset }) => offset),
    at,
    answer.ok ? answer.offset : '',
  ])
  expect(copy.at(-2)?.event).toEqual(delta(0, 'the sec'))
  expect(copy.at(-1)).toMatchObject({
    must: true,
    commandId: 'c1',
    actor: { kind: 'person', id: 'local' },
    event: { type: 'session.forked', lineage: [ref] },
  })
  const view = forked.view()
  expect(view.open).toEqual(emptyView.open)
  expect(view.session).toMatchObject({ owner: 'local', forkedFrom: { ...ref, offset: at }, parent: null })
  expect(view.settled.flat()).toMatchObject([
    { id: 'q1' },
    { id: 'm1', status: 'interrupted', parts: [{ text: 'the sec', status: 'interrupted' }] },
    { id: 'r1', status: 'cut' },
  ])
  expect(source.view().open.runs).toHaveProperty('r1')
  expect((await hub.reads.directory(local, {})).find(({ id }) => id === 'b')).toMatchObject({
    status: 'idle',
    forkedFrom: ref,
  })
  expect(await command(hub, 'c1', fork(at), 'b')).toEqual(answer)
  expect(await command(hub, 'c2', say('go on'), 'b')).toMatchObject({ ok: true })
  await append(source, delta(10, 's'))
  const again = await restart()
  deepStrictEqual((await again.session('b')).view(), fold(emptyView, await logOf(await again.session('b'))))
  expect(await command(again.hub, 'c1', fork(at), 'b')).toEqual(answer)
})

test('[S14] Approvals, timers, fibers and queued messages are not inherited; what was open is cut', async () => {
  const { hub, session, store, clock } = createHarness()
  const source = await session()
  await append(
    source,
    ...calls,
    { type: 'timer.scheduled', timer: 't1', name: 'later', at: clock.now() + HOUR },
    { type: 'fiber.started', fiber: 'f1', name: 'import' },
  )
  await command(hub, 'c1', say('and then?'))
  await command(hub, 'c2', fork(source.view().offset), 'b')
  const forked = await session('b')
  expect(forked.view().open).toEqual(emptyView.open)
  expect(forked.view().settled.flat()).toMatchObject([
    { id: 'q1' },
    {
      id: 'm1',
      status: 'settled',
      parts: [
        { id: 'p1' },
        { id: 'k1', status: 'completed', output: { json: 'old' } },
        { id: 'k2', status: 'cut', approval: { status: 'withdrawn' }, subsessions: [{ id: 'child' }] },
      ],
    },
    { id: 'r1', status: 'cut' },
  ])
  const inbox = await hub.reads.approvals(local, null, 10)
  expect(inbox.approvals.map(({ session: of }) => of)).toEqual(['a'])
  expect((await store.wakes()).map(({ key }) => key.id)).toEqual(['a'])
})

test('[S14] Command ids start afresh: the same id has an effect of its own in the fork', async () => {
  const { hub, session } = createHarness()
  await command(hub, 'c1', say('hello'))
  const source = await session()
  const [run = ''] = Object.keys(source.view().open.runs)
  await append(source, { type: 'run.settled', run, outcome: 'completed' })
  await command(hub, 'c2', fork(source.view().offset), 'b')
  expect(await command(hub, 'c1', say('something else'), 'b')).toMatchObject({ ok: true })
  const [first, , second] = (await session('b')).view().settled.flat()
  expect(second).toMatchObject({ kind: 'message', parts: [{ text: 'something else' }] })
  expect(second?.id).not.toBe(first?.id)
})

test('[S14] Subsessions are linked and stay with the session that opened them', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...calls)
  await append(await session('child'), {
    type: 'session.created',
    agent: 'triage',
    owner: 'local',
    parent: { ...ref, call: 'k2' },
  })
  await command(hub, 'c1', fork(source.view().offset), 'b')
  expect(await command(hub, 'c2', { type: 'session.delete' }, 'b')).toMatchObject({ ok: true })
  expect((await session('child')).view().session).not.toBe(null)
})

test('[S14] A fork of a subsession is a session of its own', async () => {
  const { hub, session } = createHarness()
  await append(await session('child'), {
    type: 'session.created',
    agent: 'triage',
    owner: 'local',
    parent: { ...ref, call: 'k2', depth: 1 },
  })
  const from = { agent: 'triage', id: 'child' }
  const at = (await session('child')).view().offset
  expect(await command(hub, 'c1', fork(at, { from }), 'b')).toMatchObject({ ok: true })
  expect((await session('b')).view().session).toMatchObject({ parent: null, forkedFrom: from })
})

const rulesOf = (problem: string | null) => ({
  agents: { get: () => ({ checkState: () => problem, definition: 'hash' }) },
})

test('[S14][E10] With an edited message the fork answers that one, beside the old', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...calls, ...answered)
  const message = { message: 'q1', parts: [{ kind: 'text' as const, text: 'Why not?' }] }
  await command(hub, 'c1', fork(source.view().offset, { message }), 'b')
  const view = (await session('b')).view()
  expect(view.settled.flat().at(-1)).toMatchObject({ after: null, parts: [{ text: 'Why not?' }] })
  expect(Object.values(view.open.runs)).toMatchObject([{ trigger: view.head }])
})

test('[S14] With another output of a call the run goes on from there, and the log says which', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...calls, ...answered)
  const log = await logOf(source)
  const call = { call: 'k1', output: { json: 'new' } }
  const told = await command(hub, 'c1', fork(source.view().offset, { call }), 'b')
  expect(told).toMatchObject({ code: 'bad-command', message: expect.stringContaining('told') })
  const at =
    log.find(({ event }) => event.type === 'step.settled' && (event as Event<'step.settled'>).step === 's2')
      ?.offset ?? ''
  expect(await command(hub, 'c2', fork(at, { call, goOn: true }), 'b')).toMatchObject({ ok: true })
  const forked = await session('b')
  const [, message] = forked.view().settled.flat()
  expect(message).toMatchObject({
    parts: [{}, { id: 'k1', status: 'completed', output: { json: 'new' } }, { output: { json: 2 } }],
  })
  expect(Object.values(forked.view().open.runs)).toMatchObject([{ trigger: 'q1' }])
  expect(forked.view().head).toBe('m1')
  expect((await logOf(forked)).findLast(({ event }) => event.type === 'session.forked')?.event).toMatchObject(
    {
      call: 'k1',
    },
  )
  const early = offsetOf(log.slice(0, 8), 'tool.ready')
  expect(await command(hub, 'c3', fork(early, { call }), 'c')).toMatchObject({ code: 'bad-command' })
})

test('[S14] A call that was open at the cut may be given an output; the others are cut', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...calls)
  const call = { call: 'k2', output: { json: 'done by hand' } }
  await command(hub, 'c1', fork(source.view().offset, { call, goOn: true }), 'b')
  expect((await session('b')).view().settled.flat()[1]).toMatchObject({
    parts: [{}, { status: 'completed' }, { id: 'k2', status: 'completed', output: { json: 'done by hand' } }],
  })
})

test('[S14] An answer that was cut off, or is complete, is made again; a fork without a question has nothing to go on with', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...opening, delta(0, 'the '))
  const cut = source.view().offset
  await append(source, ended('s1'), { type: 'run.settled', run: 'r1', outcome: 'completed' })
  for (const [id, at] of [
    ['b', cut],
    ['c', source.view().offset],
  ] as const) {
    await command(hub, 'c1', fork(at, { goOn: true, model: 'faux/two' }), id)
    const view = (await session(id)).view()
    expect(view.head).toBe('q1')
    expect(Object.values(view.open.runs)).toMatchObject([{ trigger: 'q1' }])
    expect(view.session?.model).toBe('faux/two')
  }
  const [first] = await logOf(source)
  const nothing = await command(hub, 'c1', fork(first?.offset ?? '', { goOn: true }), 'd')
  expect(nothing).toMatchObject({ code: 'bad-command', message: expect.stringContaining('go on') })
  expect((await session('d')).view().session).toBe(null)
})

test('[S14][E12] With another state the fork starts from it, as far as the agent takes it', async () => {
  const patch: Command<'state.patch'>['patch'] = [{ op: 'add', path: '/a', value: 2 as Json }]
  for (const problem of [null, 'a has to be odd']) {
    const { hub, session } = createHarness(rulesOf(problem))
    const source = await session()
    await append(
      source,
      { type: 'session.created', agent: 'triage', owner: 'local' },
      { type: 'state.patched', patch: [{ op: 'add', path: '/a', value: 1 }] },
    )
    const answer = await command(hub, 'c1', fork(source.view().offset, { patch }), 'b')
    if (problem === null) expect((await session('b')).view().state).toEqual({ a: 2 })
    else expect(answer).toMatchObject({ code: 'state-refused', message: problem })
    expect(source.view().state).toEqual({ a: 1 })
  }
})

test('[S14] What is not there cannot be forked, and no session is forked onto another', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...opening)
  const at = source.view().offset
  expect(await command(hub, 'c1', fork('0000000000000003_zzzzzzzz'), 'b')).toMatchObject({
    code: 'offset-gone',
  })
  expect(await command(hub, 'c2', fork(at, { from: { agent: 'triage', id: 'never' } }), 'b')).toMatchObject({
    code: 'not-found',
  })
  expect(await command(hub, 'c3', fork(at, { from: { agent: 'nobody', id: 'a' } }), 'b')).toMatchObject({
    code: 'not-found',
  })
  expect(await command(hub, 'c4', fork(at))).toMatchObject({ code: 'not-open' })
  expect(await command(hub, 'c5', fork(at, { from: { agent: 'triage', id: 'b' } }), 'b')).toMatchObject({
    code: 'not-found',
  })
  const crossed = await Promise.all([
    command(hub, 'c6', fork(at, { from: { agent: 'triage', id: 'y' } }), 'x'),
    command(hub, 'c6', fork(at, { from: { agent: 'triage', id: 'x' } }), 'y'),
  ])
  expect(crossed).toMatchObject([{ code: 'not-found' }, { code: 'not-found' }])
  expect(await command(hub, 'c7', fork(at), 'b')).toMatchObject({ ok: true })
})

test('[S1][S14] A fork that the disk did not take is no session, and one that it took all the same is there once', async () => {
  const { hub, session, faults } = createHarness()
  const source = await session()
  await append(source, ...calls)
  const at = source.view().offset
  faults.failAppends(1)
  expect(await command(hub, 'c1', fork(at), 'b')).toMatchObject({ ok: false, code: 'storage-failed' })
  expect((await session('b')).view().session).toBe(null)
  expect(await command(hub, 'c1', fork(at), 'b')).toMatchObject({ ok: true })
  faults.failAfterWriting()
  expect(await command(hub, 'c2', fork(at), 'c')).toMatchObject({ ok: false, code: 'storage-failed' })
  const forked = await session('c')
  await until(() => forked.view().session !== null)
  const again = await command(hub, 'c2', fork(at), 'c')
  expect(again).toMatchObject({ ok: true })
  const log = await logOf(forked)
  expect(log.filter(({ event }) => event.type === 'session.forked').map(({ offset }) => offset)).toEqual([
    again.ok ? again.offset : '',
  ])
  // The source is not held up by any of it.
  await append(source, { type: 'session.titled', title: 'goes on' })
})

test('[S12][S14] A redaction that a fork could not take is refused, and can be sent again', async () => {
  const { hub, session, faults } = createHarness()
  const source = await session()
  await append(source, ...opening, delta(0, 'the secret'), ended('s1'), {
    type: 'run.settled',
    run: 'r1',
    outcome: 'completed',
  })
  await command(hub, 'c1', fork(source.view().offset), 'b')
  faults.failAppends(1)
  const redact: Command = { type: 'message.redact', message: 'm1' }
  expect(await command(hub, 'c2', redact)).toMatchObject({ ok: false, code: 'storage-failed' })
  expect(JSON.stringify(source.view())).toContain('secret')
  // The writer of the fork asks the disk first what it holds.
  await quiet()
  expect(await command(hub, 'c2', redact)).toMatchObject({ ok: true })
  for (const id of ['a', 'b']) expect(JSON.stringify(await logOf(await session(id)))).not.toContain('secret')
})

test('[S6][S14] Who may fork may not make an agent believe what was not: that takes the right to inspect', async () => {
  const allowed = new Set(['ann read', 'ann create', 'ann send', 'bob read', 'bob create', 'bob fork'])
  const { hub, session } = createHarness({
    authenticate: token => (token === null ? null : { id: token, tenant: 'local', expiresAt: null }),
    authorize: ({ id }, action) => allowed.has(`${id} ${action}`),
  })
  const [ann, bob] = ['ann', 'bob'].map((id): Principal => ({ id, tenant: 'local', expiresAt: null }))
  if (ann === undefined || bob === undefined) throw new Error('no principals')
  const source = await session()
  await append(source, ...calls)
  const at = source.view().offset
  const into = (who: Principal, id: string, more: Partial<Fork> = {}) =>
    hub.command(who, { agent: 'triage', id }, 'c1', fork(at, more))
  expect(await into(ann, 'b')).toMatchObject({ code: 'forbidden' })
  const changes: Partial<Fork>[] = [
    { model: 'faux/two' },
    { patch: [{ op: 'add', path: '/a', value: 1 }] },
    { call: { call: 'k1', output: { json: 1 } } },
  ]
  for (const change of changes) expect(await into(bob, 'c', change)).toMatchObject({ code: 'forbidden' })
  const message = { message: 'q1', parts: [{ kind: 'text' as const, text: 'Why not?' }] }
  expect(await into(bob, 'd', { message })).toMatchObject({ ok: true })
  expect((await session('d')).view().session?.owner).toBe('bob')
  allowed.add('bob inspect')
  for (const [index, change] of changes.entries())
    expect(await into(bob, `e${index}`, change)).toMatchObject({ ok: true })
  expect(
    await hub.command({ ...bob, tenant: 'other' }, { agent: 'triage', id: 'f' }, 'c1', fork(at)),
  ).toMatchObject({
    code: 'not-found',
  })
})

test('[S12][S14] What is redacted is redacted in forks and in forks of these, whatever was deleted between', async () => {
  const { hub, session, connect, store } = createHarness()
  const source = await session()
  await append(source, ...opening, delta(0, 'the secret'), ended('s1'), {
    type: 'run.settled',
    run: 'r1',
    outcome: 'completed',
  })
  const log = await logOf(source)
  const at = source.view().offset
  await command(hub, 'c1', fork(at), 'b')
  await command(hub, 'c2', fork(at, { from: { agent: 'triage', id: 'b' } }), 'c')
  await command(hub, 'c3', fork(log[1]?.offset ?? ''), 'before')
  await command(hub, 'c4', { type: 'session.delete' }, 'b')
  const peer = await connect()
  peer.subscribe(1, { id: 'c' })
  await peer.wait('live')
  await append(await session('c'), { type: 'session.titled', title: 'goes on' })
  expect(await command(hub, 'c5', { type: 'message.redact', message: 'm1' })).toMatchObject({ ok: true })
  const forked = await session('c')
  const left = await logOf(forked)
  expect(JSON.stringify(left)).not.toContain('secret')
  expect(forked.view().settled.flat()[1]).toMatchObject({ id: 'm1', redacted: true, parts: [] })
  deepStrictEqual(fold(emptyView, left), forked.view())
  expect(peer.envelopes(1).at(-1)?.event).toEqual({ type: 'message.redacted', message: 'm1' })
  expect(JSON.stringify(await hub.reads.page(local, { agent: 'triage', id: 'c' }, null, 10))).not.toContain(
    'secret',
  )
  expect(offsetOf(await logOf(await session('before')), 'message.redacted')).toBe('')
  expect(await store.getSnapshot(localKey('c'), 1, null)).toBe(null)
  expect(await command(hub, 'c5', { type: 'message.redact', message: 'm1' })).toMatchObject({ ok: true })
  expect((await logOf(forked)).length).toBe(left.length)
})

test('[S12][S14] What was redacted after the place where a log is forked is redacted in the fork', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...opening, delta(0, 'the secret'), ended('s1'), {
    type: 'run.settled',
    run: 'r1',
    outcome: 'completed',
  })
  const at = source.view().offset
  await command(hub, 'c1', { type: 'message.redact', message: 'm1' })
  await command(hub, 'c2', fork(at), 'b')
  expect((await session('b')).view().settled.flat()[1]).toMatchObject({ id: 'm1', redacted: true, parts: [] })
})

test('[S12][S14] However a fork and a redaction meet, nothing of the message is left', async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { hub, session } = createHarness()
    const source = await session()
    await append(source, ...opening, delta(0, 'the secret'), ended('s1'), {
      type: 'run.settled',
      run: 'r1',
      outcome: 'completed',
    })
    const at = source.view().offset
    const pause = async () => {
      for (let turn = 0; turn < turns * 3; turn++) await Promise.resolve()
    }
    const answers = await Promise.all([
      command(hub, 'c1', fork(at), 'b'),
      pause().then(() => command(hub, 'c2', { type: 'message.redact', message: 'm1' })),
      pause().then(() => command(hub, 'c3', fork(at), 'c')),
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true])
    for (const id of ['a', 'b', 'c'])
      expect(JSON.stringify(await logOf(await session(id)))).not.toContain('secret')
  }
})

test('[S9][S14] The projections of a fork are what a rebuild from its log makes', async () => {
  const { hub, session, store } = createHarness()
  const source = await session()
  await append(source, ...calls)
  await command(hub, 'c1', fork(source.view().offset), 'b')
  const tables = async () => ({
    rows: await store.directory('local', {}),
    pages: await store.page(localKey('b'), null, 100),
    command: (await store.command(localKey('b'), 'local', 'c1'))?.offset,
    older: await store.command(localKey('b'), 'local', 'c0'),
    forks: await store.forks(localKey()),
  })
  const written = await tables()
  expect(written.forks).toEqual([localKey('b')])
  const rebuilt = await rebuildProjections(store, localKey('b'))
  if (rebuilt === null) throw new Error('no log')
  await store.replaceProjections(localKey('b'), rebuilt.head, rebuilt.projections)
  expect(await tables()).toEqual(written)
})

test('[S10][S14] A fork that was cut in a run is shrunk like any other log when it goes on', async () => {
  const { hub, session, clock } = createHarness()
  const source = await session()
  await append(source, ...opening)
  await command(hub, 'c1', fork(source.view().offset), 'b')
  const forked = await session('b')
  const deltas = async (hubNow: Hub) => {
    await hubNow.tidy()
    return (await logOf(forked)).filter(({ event }) => event.type === 'part.delta').length
  }
  await append(
    forked,
    { type: 'run.started', run: 'r2' },
    { type: 'step.started', step: 's9', run: 'r2', kind: 'model' },
    { type: 'message.added', message: 'm9', role: 'assistant', after: 'm1', run: 'r2', step: 's9' },
    { type: 'part.added', message: 'm9', part: 'p9', kind: 'text' },
    ...[0, 1, 2, 3].map((from): Event => ({ type: 'part.delta', part: 'p9', from, text: 'x' })),
    { type: 'run.settled', run: 'r2', outcome: 'completed' },
  )
  expect(await deltas(hub)).toBe(4)
  clock.advance(HOUR + 1)
  expect(await deltas(hub)).toBe(1)
})

test('[S14] A fork behind a message has it whole and nothing of what came later, whatever its offset', async () => {
  const { hub, session } = createHarness()
  const source = await session()
  await append(source, ...calls, ...answered)
  await command(hub, 'c1', say('And now?'))
  const head = source.view().offset
  expect(await command(hub, 'c2', fork(head, { upTo: 'm2' }), 'b')).toMatchObject({ ok: true })
  const forked = (await session('b')).view()
  expect(forked.settled.flat().map(({ id }) => id)).toEqual(['q1', 'm1', 'm2', 'r1'])
  expect(forked.settled.flat().at(-1)).toMatchObject({ id: 'r1', status: 'completed' })
  const settled = offsetOf(await logOf(source), 'run.settled')
  expect(forked.session?.forkedFrom).toEqual({ ...ref, offset: settled })
  expect(await command(hub, 'c3', fork(head, { upTo: 'q1', goOn: true }), 'c')).toMatchObject({ ok: true })
  const again = (await session('c')).view()
  expect(again.head).toBe('q1')
  expect(Object.values(again.open.runs)).toMatchObject([{ trigger: 'q1' }])
  expect(await command(hub, 'c4', fork(head, { upTo: 'nowhere' }), 'd')).toMatchObject({
    code: 'bad-command',
  })
  expect(await command(hub, 'c5', fork(settled, { upTo: 'm3' }), 'd')).toMatchObject({ code: 'bad-command' })
})
