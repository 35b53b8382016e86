import {
  applyPatch,
  decide,
  directoryRow,
  emptyView,
  overlay,
  STATE_LIMIT_BYTES,
  settleRun,
} from '@sluice/fold'
import type { Command, Patch } from '@sluice/protocol'
import { ann, createLog, type TestLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const say = (text: string, mode?: 'queue' | 'steer' | 'interrupt'): Command => ({
  type: 'message.send',
  parts: [{ kind: 'text', text }],
  ...(mode === undefined ? {} : { mode }),
})

const types = (log: TestLog, from = 0) => log.envelopes.slice(from).map(({ event }) => event.type)

/** A log whose run waits for the approval `q1` of the call `c1`. */
function asking(): TestLog {
  const log = createLog()
  log.command(say('hi'))
  const run = 'command1-run'
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'edit' },
    { type: 'tool.ready', call: 'c1', arguments: { path: 'a' } },
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'approval.requested', approval: 'q1', run, call: 'c1', question: 'Edit a?' },
  )
  return log
}

describe('decisions', () => {
  test('[F8] the first message creates the session, is added and starts a run, with ids derived from the command', () => {
    const log = createLog({ rules: { initialState: { plan: [] }, definition: 'abc' } })
    log.command(say('hi'), { commandId: 'k' })
    expect(log.envelopes.map(({ event, commandId }) => ({ event, commandId }))).toEqual([
      {
        commandId: 'k',
        event: { type: 'session.created', agent: 'triage', owner: 'ann', state: { plan: [] } },
      },
      {
        commandId: 'k',
        event: {
          type: 'message.added',
          message: 'k-message',
          role: 'user',
          after: null,
          parts: [{ part: 'k-part0', kind: 'text', text: 'hi' }],
        },
      },
      {
        commandId: 'k',
        event: { type: 'run.started', run: 'k-run', trigger: 'k-message', definition: 'abc' },
      },
    ])
  })

  test('[F8] a decision is a pure function of view, command and context', () => {
    const context = { agent: 'a', actor: ann, at: 1, rules: {}, id: (kind: string) => kind }
    expect(decide(emptyView, say('x'), context)).toEqual(decide(emptyView, say('x'), context))
  })

  test('[R4] a message sent while a run is going waits, and is added when the run has settled', () => {
    const log = createLog()
    log.command(say('one'))
    log.command(say('two'))
    log.command(say('three', 'steer'))
    expect(log.view.open.queue.map(({ id, mode }) => [id, mode])).toEqual([
      ['command2-message', 'queue'],
      ['command3-message', 'steer'],
    ])
    log.append(...settleRun(log.view, 'command1-run', 'completed', { id: () => 'next', rules: {} }))
    expect(types(log, 5)).toEqual(['run.settled', 'message.added', 'run.started'])
    expect(log.view.head).toBe('command2-message')
    expect(log.view.open.runs.next?.trigger).toBe('command2-message')
    expect(log.view.open.queue.length).toBe(1)
  })

  test('[R4] interrupt stops the run that is going and starts another', () => {
    const log = createLog()
    log.command(say('one'))
    log.command(say('two', 'interrupt'))
    expect(types(log, 3)).toEqual(['run.settled', 'message.added', 'run.started'])
    expect(Object.keys(log.view.open.runs)).toEqual(['command2-run'])
  })

  test('[R4] stop names a run, keeps what waits, and does nothing when it comes late', () => {
    const log = createLog()
    log.command(say('one'))
    log.command(say('two'))
    log.command({ type: 'run.stop', run: 'command1-run' })
    expect(types(log, 4)).toEqual(['run.settled', 'message.added', 'run.started'])
    const before = log.view
    expect(log.command({ type: 'run.stop', run: 'command1-run' })).toEqual({ ok: true, events: [] })
    expect(log.view).toBe(before)
  })

  test('[F8] a title is written down also when it is the one that the session has, so that it is not given again later', () => {
    const log = createLog()
    log.command({ type: 'session.create', title: 'Bug 7' })
    log.command({ type: 'session.rename', title: 'Bug 7' }, { commandId: 'again' })
    expect(log.envelopes.at(-1)).toMatchObject({
      commandId: 'again',
      event: { type: 'session.titled', title: 'Bug 7' },
    })
  })

  test('[S17] a session is put aside until it is taken back or somebody says something in it', () => {
    const log = createLog()
    expect(log.command({ type: 'session.archive' })).toMatchObject({ ok: false, code: 'not-found' })
    log.command(say('one'), { commandId: 'one' })
    log.command({ type: 'session.archive' })
    const archivedAt = log.envelopes.at(-1)?.at
    expect(directoryRow({ agent: 'triage', id: 's' }, log.view)).toMatchObject({ archivedAt })
    log.command({ type: 'session.unarchive' })
    expect(log.view.session).not.toHaveProperty('archivedAt')
    log.command({ type: 'session.archive' })
    log.command(say('two'), { commandId: 'two' })
    expect(types(log, -2)).toEqual(['session.unarchived', 'message.queued'])
    log.command({ type: 'message.withdraw', message: 'two-message' })
    log.command({ type: 'run.stop', run: 'one-run' })
    log.command({ type: 'session.archive' })
    log.command({ type: 'message.retry', message: 'one-message' })
    expect(types(log, -3)).toEqual(['session.unarchived', 'message.chosen', 'run.started'])
    expect(directoryRow({ agent: 'triage', id: 's' }, log.view)).not.toHaveProperty('archivedAt')
  })

  test('[S17] a fork of a session that was put aside is not', () => {
    const log = createLog()
    log.command(say('one'))
    log.command({ type: 'session.archive' })
    log.append({ type: 'session.forked', lineage: [{ agent: 'triage', id: 'first' }] })
    expect(log.view.session).not.toHaveProperty('archivedAt')
  })

  test('[R4] a queued message can be edited and withdrawn, an added one cannot', () => {
    const log = createLog()
    log.command(say('one'))
    log.command(say('two'))
    log.command({
      type: 'message.edit',
      message: 'command2-message',
      parts: [{ kind: 'text', text: 'zwei' }],
    })
    expect(log.view.open.queue[0]?.parts).toMatchObject([{ text: 'zwei' }])
    log.command({ type: 'message.withdraw', message: 'command2-message' })
    expect(log.view.open.queue).toEqual([])
    expect(log.command({ type: 'message.withdraw', message: 'command1-message' })).toMatchObject({
      code: 'not-open',
    })
  })

  test('[F8] an approval is answered once; approving can edit the arguments, denying settles the call', () => {
    const log = asking()
    log.command({ type: 'approval.decide', approval: 'q1', decision: 'approved', arguments: { path: 'b' } })
    expect(log.view.open.parts.c1).toMatchObject({
      status: 'ready',
      arguments: { path: 'b' },
      approval: { status: 'approved', by: ann },
    })
    expect(log.command({ type: 'approval.decide', approval: 'q1', decision: 'denied' })).toMatchObject({
      code: 'not-open',
    })
    const other = asking()
    other.command({ type: 'approval.decide', approval: 'q1', decision: 'denied', reason: 'not now' })
    expect(types(other).slice(-2)).toEqual(['approval.decided', 'tool.settled'])
    expect(other.view.open.parts).toEqual({})
  })

  test('[E12] a client patches the state only where the agent lets it', () => {
    const patch: Patch = [{ op: 'add', path: '/a', value: 1 }]
    expect(createLog().command({ type: 'state.patch', base: null, patch })).toMatchObject({
      code: 'forbidden',
    })
    const log = createLog({
      rules: {
        clientsPatchState: true,
        checkState: state => (JSON.stringify(state).includes('bad') ? 'Not that.' : null),
      },
    })
    expect(log.command({ type: 'state.patch', base: null, patch }).ok).toBe(true)
    expect(log.view.state).toEqual({ a: 1 })
    const refused = (change: Patch) =>
      log.command({ type: 'state.patch', base: log.view.offset, patch: change })
    expect(refused([{ op: 'add', path: '/b', value: 'bad' }])).toMatchObject({
      code: 'state-refused',
      message: 'Not that.',
    })
    expect(refused([{ op: 'add', path: '/b', value: 'x'.repeat(STATE_LIMIT_BYTES) }])).toMatchObject({
      code: 'state-refused',
    })
    expect(refused([{ op: 'remove', path: '/nothing' }])).toMatchObject({ code: 'state-refused' })
  })

  test('[E12] a patch is refused where somebody else changed an overlapping path since its base', () => {
    const log = createLog({
      rules: { clientsPatchState: true, initialState: { list: [1, 2], a: { b: 1 }, c: 1 } },
    })
    log.command({ type: 'session.create' })
    const base = log.view.offset
    log.append({
      type: 'state.patched',
      patch: [
        { op: 'add', path: '/list/-', value: 3 },
        { op: 'replace', path: '/a/b', value: 2 },
      ],
    })
    const send = (path: string, from = base) =>
      log.command({ type: 'state.patch', base: from, patch: [{ op: 'replace', path, value: 9 }] })
    expect(send('/list/0')).toMatchObject({ code: 'state-conflict' })
    expect(send('/a')).toMatchObject({ code: 'state-conflict' })
    expect(send('/list/0', log.view.offset).ok).toBe(true)
    expect(send('/c').ok).toBe(true)
    expect(send('/c').ok).toBe(true)
  })

  test('[E12] a patch copies the path to what it changes and nothing else', () => {
    const document = { a: { b: [1, { c: 2 }] }, d: { e: 1 } }
    const result = applyPatch(document, [{ op: 'replace', path: '/a/b/1/c', value: 3 }])
    expect(result).toEqual({ ok: true, value: { a: { b: [1, { c: 3 }] }, d: { e: 1 } } })
    expect(result.ok && (result.value as typeof document).d).toBe(document.d)
    expect(document.a.b[1]).toEqual({ c: 2 })
  })

  test('[E12] the state never holds __proto__, and a path through it touches no prototype', () => {
    const log = createLog({ rules: { initialState: { a: {} }, clientsPatchState: true } })
    const value = JSON.parse('{"b":[{"__proto__":{"polluted":true}}]}')
    for (const operation of [
      { op: 'add', path: '/__proto__', value: {} },
      { op: 'add', path: '/a/__proto__', value: { polluted: true } },
      { op: 'add', path: '/x', value },
      { op: 'add', path: '/__proto__/polluted', value: true },
      { op: 'replace', path: '/constructor/prototype', value: 1 },
      { op: 'add', path: '/a/constructor/prototype/polluted', value: 1 },
    ] as const) {
      const sent = log.command({ type: 'state.patch', base: null, patch: [operation] })
      expect(sent, operation.path).toMatchObject({ ok: false, code: 'state-refused' })
    }
    applyPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }])
    expect({}).not.toHaveProperty('polluted')
  })

  test('[E12] an operation that has no place fails', () => {
    for (const operation of [
      { op: 'add', path: '/list/3', value: 1 },
      { op: 'add', path: '/list/01', value: 1 },
      { op: 'add', path: '/list/length', value: 1 },
      { op: 'replace', path: '/list/length', value: 0 },
      { op: 'replace', path: '/list/-', value: 0 },
      { op: 'replace', path: '/b', value: 0 },
      { op: 'add', path: '/a/b', value: 0 },
      { op: 'add', path: '/b/c', value: 0 },
      { op: 'add', path: 'a', value: 0 },
      { op: 'remove', path: '/list/2' },
      { op: 'remove', path: '/toString' },
      { op: 'remove', path: '' },
      { op: 'test', path: '/a', value: 2 },
      { op: 'test', path: '/b', value: null },
    ] as const) {
      const result = applyPatch({ a: 1, list: [1, 2] }, [operation])
      expect(result, JSON.stringify(operation)).toMatchObject({ ok: false })
    }
  })

  test('[E12] a patch whose last operation fails leaves the state as it was', () => {
    const patch: Patch = [
      { op: 'add', path: '/a', value: 2 },
      { op: 'test', path: '/a', value: 3 },
    ]
    expect(applyPatch({ a: 1 }, patch).ok).toBe(false)
  })

  test('[C8] pending patches lie over the state in order, and one that no longer fits is left out', () => {
    const state = { a: 1 }
    expect(overlay(state, [])).toBe(state)
    expect(
      overlay(state, [
        [{ op: 'remove', path: '/gone' }],
        [{ op: 'add', path: '/b', value: 2 }],
        [{ op: 'replace', path: '/b', value: 3 }],
      ]),
    ).toEqual({ a: 1, b: 3 })
  })

  test('[E12] applying any patch gives JSON or a reason, never an exception', () => {
    const operation = fc.record({
      op: fc.constantFrom('add', 'replace', 'remove', 'test'),
      path: fc.string(),
      value: fc.jsonValue(),
    })
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(operation), (document, patch) => {
        expect(typeof applyPatch(document as never, patch as never).ok).toBe('boolean')
      }),
    )
  })
})
