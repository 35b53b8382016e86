import { deepStrictEqual } from 'node:assert/strict'
import {
  emptyView,
  findMessage,
  findPart,
  fold,
  lineOf,
  partsOf,
  runStatus,
  type View,
  window,
} from '@sluice/fold'
import { createLog, type TestLog } from '@sluice/testkit'
import { describe, expect, test } from 'vitest'

/** A log in which a model call streams a text. */
function streaming(text = 'Hello'): { log: TestLog; run: string } {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hi' }] })
  const run = 'command1-run'
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'part.added', message: 'a1', part: 't1', kind: 'text' },
    { type: 'part.delta', part: 't1', from: 0, text },
  )
  return { log, run }
}

/** A log in which the model asked for two tools and its step is over. */
function calling(): { log: TestLog; run: string } {
  const { log, run } = streaming()
  log.append(
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'read', providerCallId: 'toolu_1' },
    { type: 'tool.called', message: 'a1', call: 'c2', tool: 'edit' },
    { type: 'part.delta', part: 'c1', from: 0, text: '{"path":' },
    { type: 'part.delta', part: 'c1', from: 8, text: '"a.ts"}' },
    { type: 'tool.ready', call: 'c1' },
    { type: 'tool.ready', call: 'c2', arguments: { path: 'b.ts' } },
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'step.started', step: 's2', run, kind: 'tools' },
  )
  return { log, run }
}

const textOf = (view: View, part: string): string => {
  const found = findPart(view, part)
  return found?.kind === 'text' ? found.text : ''
}

const fold1 = (
  view: View,
  event: { readonly type: string; readonly [field: string]: unknown },
  must?: true,
): View => {
  const sequence = Number(view.offset?.slice(0, 16) ?? 0) + 1
  const offset = `${String(sequence).padStart(16, '0')}_zzzzzzzz`
  return fold(view, [
    { offset, at: view.at, actor: { kind: 'agent', id: 'triage' }, event, ...(must ? { must } : {}) },
  ])
}

describe('what events do to a view', () => {
  test('[E1] an event says no more than its reader lacks: the arguments of a call are the JSON that was streamed', () => {
    const { log } = calling()
    const call = findPart(log.view, 'c1')
    expect(call?.kind === 'tool-call' && call.arguments).toEqual({ path: 'a.ts' })
  })

  test('[E2] a delta that begins where the text ends extends it', () => {
    const { log } = streaming()
    log.append({ type: 'part.delta', part: 't1', from: 5, text: ', world' })
    expect(textOf(log.view, 't1')).toBe('Hello, world')
  })

  test('[E2] a merged delta replaces its pieces, for a reader who holds some of them', () => {
    const { log } = streaming('Hel')
    expect(
      textOf(fold1(log.view, { type: 'part.delta', part: 't1', from: 0, text: 'Hello, world' }), 't1'),
    ).toBe('Hello, world')
    expect(textOf(fold1(log.view, { type: 'part.delta', part: 't1', from: 1, text: 'el' }), 't1')).toBe('Hel')
  })

  test('[E2] a delta that does not fit changes nothing and is a fault', () => {
    const { log } = streaming()
    for (const delta of [
      { from: 6, text: 'x' },
      { from: 4, text: 'X' },
      { from: 0, text: 'Help, world' },
    ]) {
      const view = fold1(log.view, { type: 'part.delta', part: 't1', ...delta })
      expect(textOf(view, 't1')).toBe('Hello')
      expect(view.faults.count).toBe(1)
    }
  })

  test('[E3] an unknown event moves the offset and nothing else', () => {
    const { log } = streaming()
    const view = fold1(log.view, { type: 'workflow.dreamt', step: 1 })
    expect(view).toEqual({ ...log.view, offset: view.offset })
    expect(view.offset).not.toBe(log.view.offset)
  })

  test('[E3] an unknown event that must be understood stops the fold before it', () => {
    const { log } = streaming()
    const view = fold1(log.view, { type: 'part.encrypted' }, true)
    expect(view.outdated?.type).toBe('part.encrypted')
    expect(view.offset).toBe(log.view.offset)
    expect(fold1(view, { type: 'session.titled', title: 'x' })).toBe(view)
  })

  test('[E9] what is settled is final: an event about it is a fault that changes nothing', () => {
    const { log, run } = calling()
    log.append({ type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: 1 } })
    for (const event of [
      { type: 'tool.settled', call: 'c1', outcome: 'failed' },
      { type: 'tool.started', call: 'c1', attempt: 1 },
      { type: 'part.delta', part: 't1', from: 5, text: '!' },
      { type: 'part.added', message: 'a1', part: 't2', kind: 'text' },
      { type: 'step.settled', step: 's1', outcome: 'completed' },
      { type: 'run.started', run },
    ]) {
      const view = fold1(log.view, event)
      deepStrictEqual({ ...view, offset: null, faults: null }, { ...log.view, offset: null, faults: null })
      expect(view.faults.count).toBe(1)
    }
  })

  test('[E9] a message settles with the last of its parts and tool calls', () => {
    const { log } = calling()
    log.append({ type: 'tool.settled', call: 'c2', outcome: 'completed' })
    expect(findMessage(log.view, 'a1')?.status).toBe('open')
    log.append(
      { type: 'tool.started', call: 'c1', attempt: 1 },
      { type: 'tool.settled', call: 'c1', outcome: 'completed' },
    )
    const message = findMessage(log.view, 'a1')
    expect(message?.status).toBe('settled')
    expect(message && partsOf(log.view, message).map(part => part.id)).toEqual(['t1', 'c1', 'c2'])
  })

  test('[E10] a message after an earlier one makes a branch, and the line goes through the newest or the chosen one', () => {
    const log = createLog()
    log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'one' }] })
    log.append({ type: 'run.settled', run: 'command1-run', outcome: 'completed' })
    log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'two' }] })
    log.append({ type: 'run.settled', run: 'command2-run', outcome: 'completed' })
    const parts = [{ part: 'p', kind: 'text' as const, text: 'two, edited' }]
    log.append({ type: 'message.added', message: 'edited', role: 'user', after: 'command1-message', parts })
    expect(lineOf(log.view)).toEqual(['command1-message', 'edited'])
    log.append({ type: 'message.chosen', message: 'command2-message' })
    expect(lineOf(log.view)).toEqual(['command1-message', 'command2-message'])
  })

  test('[E12] the state knows who wrote each path last, and an index counts as its array', () => {
    const log = createLog({ rules: { initialState: { plan: ['a', 'b'], title: 'x' } } })
    log.command({ type: 'session.create' })
    const [first] = log.append({
      type: 'state.patched',
      patch: [{ op: 'replace', path: '/plan/1', value: 'c' }],
    })
    expect(log.view.state).toEqual({ plan: ['a', 'c'], title: 'x' })
    expect(log.view.stateWrites).toEqual({
      '/plan': { offset: first?.offset, actor: { kind: 'agent', id: 'triage' } },
    })
    const [second] = log.append({ type: 'state.patched', patch: [{ op: 'add', path: '', value: {} }] })
    expect(log.view.stateWrites).toEqual({
      '': { offset: second?.offset, actor: { kind: 'agent', id: 'triage' } },
    })
  })

  test('[R1] a recovered run closes the model call that was cut off and keeps its tool calls open', () => {
    const { log, run } = streaming()
    log.append({ type: 'run.recovered', run, attempt: 1, reason: 'The process ended.' })
    expect(findMessage(log.view, 'a1')?.status).toBe('interrupted')
    expect(log.view.open.steps).toEqual({})
    const other = calling()
    other.log.append({ type: 'run.recovered', run, attempt: 1, reason: 'The process ended.' })
    expect(Object.keys(other.log.view.open.parts)).toEqual(['c1', 'c2'])
    expect(Object.keys(other.log.view.open.steps)).toEqual(['s2'])
  })

  test('[R4] a settled run closes all that was open in it', () => {
    const { log, run } = calling()
    log.append(
      { type: 'tool.started', call: 'c1', attempt: 1 },
      { type: 'approval.requested', approval: 'q1', run, call: 'c2', question: 'Edit?' },
      { type: 'run.settled', run, outcome: 'stopped' },
    )
    deepStrictEqual(log.view.open, emptyView.open)
    const calls = ['c1', 'c2'].map(id => findPart(log.view, id))
    expect(calls.map(call => call?.kind === 'tool-call' && call.status)).toEqual(['cancelled', 'cancelled'])
    expect(calls[1]?.kind === 'tool-call' && calls[1].approval?.status).toBe('withdrawn')
    expect(findMessage(log.view, 'a1')?.status).toBe('settled')
  })

  test('[C2] what a run does is derived from the log and from whether a worker holds it', () => {
    const { log, run } = calling()
    const status = (writer: boolean) => {
      const open = log.view.open.runs[run]
      return open === undefined ? null : runStatus(log.view, open, writer)
    }
    log.append({ type: 'approval.requested', approval: 'q1', run, call: 'c2', question: 'Edit?' })
    expect([status(true), status(false)]).toEqual(['running', 'waiting-for-worker'])
    log.append({ type: 'tool.settled', call: 'c1', outcome: 'completed' })
    expect([status(true), status(false)]).toEqual(['waiting-for-approval', 'waiting-for-approval'])
  })

  test('[S12] a redacted message is empty, and a title that was taken from it is gone', () => {
    const log = createLog()
    log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'my secret\nand more' }] })
    expect(log.view.session?.title).toBe('my secret')
    log.append({ type: 'message.redacted', message: 'command1-message' })
    expect(findMessage(log.view, 'command1-message')).toMatchObject({ redacted: true, parts: [] })
    expect(JSON.stringify(log.view)).not.toContain('secret')
  })

  test('[F7] the window of bytes keeps at least one message and counts in UTF-8', () => {
    const log = createLog()
    for (let at = 1; at <= 5; at++) {
      log.command({ type: 'message.send', parts: [{ kind: 'text', text: '界'.repeat(1000) }] })
      log.append({ type: 'run.settled', run: `command${at}-run`, outcome: 'completed' })
    }
    expect(lineOf(window(log.view, { bytes: 10 }))).toEqual(['command5-message'])
    expect(lineOf(window(log.view, { bytes: 8000 }))).toEqual(['command4-message', 'command5-message'])
    expect(window(log.view, { bytes: 1e6, messages: 5 })).toBe(log.view)
  })
})
