import { decide, decideFork, emptyView, endOfMessage, fold } from '@sluice/fold'
import type { Command, Event, Patch } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'

const forked: Event = {
  type: 'session.forked',
  lineage: [{ agent: 'triage', id: 'first' }],
  model: 'faux/two',
}

/** A run in which everything is open that can be. */
function busy() {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'Go.' }] }, { commandId: 'q' })
  const run = 'q-run'
  log.append(
    { type: 'step.started', step: 's', run, kind: 'model' },
    { type: 'message.added', message: 'm', role: 'assistant', after: 'q-message', run, step: 's' },
    { type: 'part.added', message: 'm', part: 'p', kind: 'text' },
    { type: 'part.delta', part: 'p', from: 0, text: 'I wi' },
    { type: 'tool.called', message: 'm', call: 'k', tool: 'read' },
    { type: 'tool.ready', call: 'k', arguments: {} },
    { type: 'tool.started', call: 'k', attempt: 1 },
    { type: 'subsession.opened', subsession: 'child', agent: 'triage', call: 'k', depth: 1 },
    { type: 'approval.requested', approval: 'a', run, call: 'k', question: 'May it?' },
    { type: 'fiber.started', fiber: 'f', name: 'import' },
    { type: 'timer.scheduled', timer: 't', name: 'later', at: 9_000 },
  )
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'And?' }] })
  return log
}

test('[S14] What is open where a session is forked is cut, what waits is forgotten', () => {
  const log = busy()
  log.append(forked)
  const { view } = log
  expect(view.open).toEqual(emptyView.open)
  expect(view.lastOutcome).toBe(null)
  expect(view.totals.runs).toBe(1)
  expect(view.session).toMatchObject({ createdAt: view.at, model: 'faux/two' })
  expect(view.settled.flat().slice(1)).toMatchObject([
    {
      id: 'm',
      status: 'interrupted',
      parts: [
        { text: 'I wi', status: 'interrupted' },
        { id: 'k', status: 'cut', approval: { status: 'withdrawn' } },
      ],
    },
    { id: 'q-run', status: 'cut', settledAt: view.at },
  ])
  log.append({ type: 'session.titled', title: 'goes on' })
  expect(view.faults.count).toBe(0)
})

test('[S14][F1][F4] A batch that goes on behind a fork folds like its events one by one, and leaves the empty view empty', () => {
  const before = JSON.stringify(emptyView)
  const log = busy()
  log.append(
    forked,
    { type: 'run.started', run: 'r' },
    { type: 'step.started', step: 't', run: 'r', kind: 'model' },
  )
  const one = log.envelopes.reduce((view, envelope) => fold(view, [envelope]), emptyView)
  expect(fold(emptyView, log.envelopes)).toEqual(one)
  expect(JSON.stringify(emptyView)).toBe(before)
})

test('[S14][R17] A claim that lost the id of its command may be offered again', () => {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'Go.' }] }, { commandId: 'q' })
  log.append(
    { type: 'step.started', step: 's', run: 'q-run', kind: 'model' },
    { type: 'message.added', message: 'm', role: 'assistant', after: 'q-message', run: 'q-run', step: 's' },
    { type: 'tool.called', message: 'm', call: 'k', tool: 'read' },
    { type: 'tool.ready', call: 'k', arguments: {} },
    { type: 'tool.offered', call: 'k' },
    { type: 'tool.started', call: 'k', attempt: 1 },
    { type: 'tool.offered', call: 'k', reason: 'It is gone.' },
  )
  expect(log.view.open.parts.k).toMatchObject({
    status: 'ready',
    claim: { id: null, reason: 'It is gone.' },
  })
  expect(() => log.append({ type: 'tool.offered', call: 'k' })).toThrow('offered already')
})

test('[S14][F8] How a fork differs is decided from the view of the copied log alone', () => {
  const log = busy()
  log.append(forked)
  const command: Command<'session.fork'> = {
    type: 'session.fork',
    from: { agent: 'triage', id: 'first' },
    at: 'x',
  }
  const context = {
    agent: 'triage',
    actor: { kind: 'person', id: 'ann' },
    at: 1,
    id: (kind: string) => `new-${kind}`,
    rules: {},
  } as const
  expect(decideFork(log.view, command, context)).toEqual({ ok: true, events: [] })
  const patch: Patch = [{ op: 'add', path: '/a', value: 1 }]
  expect(decideFork(log.view, { ...command, patch, goOn: true }, context)).toEqual({
    ok: true,
    events: [
      { type: 'state.patched', patch },
      { type: 'message.chosen', message: 'q-message' },
      { type: 'run.started', run: 'new-run', trigger: 'q-message' },
    ],
  })
  const message = { message: 'nowhere', parts: [{ kind: 'text', text: 'What?' }] } as const
  expect(
    decideFork(log.view, { ...command, message: { ...message, parts: [...message.parts] } }, context),
  ).toMatchObject({
    ok: false,
    code: 'not-found',
  })
  const wrong: Patch = [{ op: 'remove', path: '/none' }]
  expect(decideFork(log.view, { ...command, patch: wrong }, context)).toMatchObject({ code: 'state-refused' })
  expect(decide(log.view, command, context)).toMatchObject({ code: 'bad-command' })
})

test('[S14] A message ends with its run where nothing was said in that behind it, and else where it is settled', () => {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'Go.' }] }, { commandId: 'q' })
  const answer = (step: string, after: string): Event[] => [
    { type: 'step.started', step, run: 'q-run', kind: 'model' },
    { type: 'message.added', message: `${step}-m`, role: 'assistant', after, run: 'q-run', step },
    { type: 'part.added', message: `${step}-m`, part: `${step}-p`, kind: 'text' },
    { type: 'part.delta', part: `${step}-p`, from: 0, text: 'So.' },
  ]
  log.append(...answer('s', 'q-message'))
  expect(endOfMessage(log.envelopes, 's-m')).toBe(-1)
  log.append({ type: 'step.settled', step: 's', outcome: 'completed' }, ...answer('t', 's-m'))
  log.append({ type: 'step.settled', step: 't', outcome: 'completed' })
  const behind = (message: string) => log.envelopes[endOfMessage(log.envelopes, message)]?.event
  expect(behind('t-m')).toMatchObject({ type: 'step.settled', step: 't' })
  log.append({ type: 'run.settled', run: 'q-run', outcome: 'completed' })
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'And?' }] })
  expect(behind('q-message')).toMatchObject({ type: 'message.added', message: 'q-message' })
  expect(behind('s-m')).toMatchObject({ type: 'step.settled', step: 's' })
  expect(behind('t-m')).toMatchObject({ type: 'run.settled' })
  expect(behind('nowhere')).toBeUndefined()
})
