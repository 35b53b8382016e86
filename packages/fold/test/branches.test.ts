import { branchesOf, decide, emptyView, findMessage, lineOf, type View, window } from '@sluice/fold'
import type { Command } from '@sluice/protocol'
import { createLog, type TestLog } from '@sluice/testkit'
import { describe, expect, test } from 'vitest'

const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

/** Answers the open run with one message and ends it. */
function answer(log: TestLog, message: string): void {
  const [run = ''] = Object.keys(log.view.open.runs)
  const step = `${message}-step`
  log.append(
    { type: 'step.started', step, run, kind: 'model' },
    { type: 'message.added', message, role: 'assistant', after: log.view.head, run, step },
    { type: 'step.settled', step, outcome: 'completed' },
    { type: 'run.settled', run, outcome: 'completed' },
  )
}

/** Two questions with their answers: `q1`, `a1`, `q2`, `a2`. */
function conversation(): TestLog {
  const log = createLog()
  log.command(say('one'), { commandId: 'q1' })
  answer(log, 'a1')
  log.command(say('two'), { commandId: 'q2' })
  answer(log, 'a2')
  return log
}

const line = (log: TestLog) => lineOf(log.view)

const branches = (view: View, id: string) => {
  const message = findMessage(view, id)
  return message === null ? null : branchesOf(view, message)
}

const refusalOf = (log: TestLog, command: Command) => {
  const before = log.envelopes.length
  const decision = log.command(command)
  expect(log.envelopes.length).toBe(before)
  return decision.ok ? null : [decision.code, decision.message]
}

describe('branches', () => {
  test('[E10] an answer that is made again stands beside the old one, after the same question', () => {
    const log = conversation()
    log.command({ type: 'message.retry', message: 'a2' }, { commandId: 'again' })
    expect(line(log)).toEqual(['q1-message', 'a1', 'q2-message'])
    expect(log.view.open.runs['again-run']?.trigger).toBe('q2-message')
    answer(log, 'a3')
    expect(line(log)).toEqual(['q1-message', 'a1', 'q2-message', 'a3'])
    expect(branches(log.view, 'a3')).toEqual({ siblings: ['a2', 'a3'], place: 1 })
    expect(branches(log.view, 'a2')).toEqual({ siblings: ['a2', 'a3'], place: 0 })
  })

  test('[E10] a retry of a later step of an answer goes back to its question, and one of a question answers it again', () => {
    const log = createLog()
    log.command(say('one'), { commandId: 'q1' })
    log.append({ type: 'step.started', step: 's', run: 'q1-run', kind: 'model' })
    for (const message of ['a1', 'a2'])
      log.append({
        type: 'message.added',
        message,
        role: 'assistant',
        after: log.view.head,
        run: 'q1-run',
        step: 's',
      })
    log.append({ type: 'run.settled', run: 'q1-run', outcome: 'failed' })
    log.command({ type: 'message.retry', message: 'a2' })
    expect(line(log)).toEqual(['q1-message'])
    answer(log, 'a3')
    log.command({ type: 'message.retry', message: 'q1-message' })
    answer(log, 'a4')
    expect(line(log)).toEqual(['q1-message', 'a4'])
    expect(branches(log.view, 'a4')).toEqual({ siblings: ['a1', 'a3', 'a4'], place: 2 })
  })

  test('[E10] a message that is said again follows what the old one followed, also when that is nothing', () => {
    const log = conversation()
    const parts = [{ kind: 'text', text: 'other' }] as const
    log.command({ type: 'message.resend', message: 'q2-message', parts: [...parts] }, { commandId: 'r2' })
    answer(log, 'b2')
    expect(line(log)).toEqual(['q1-message', 'a1', 'r2-message', 'b2'])
    log.command({ type: 'message.resend', message: 'q1-message', parts: [...parts] }, { commandId: 'r1' })
    answer(log, 'b1')
    expect(line(log)).toEqual(['r1-message', 'b1'])
    expect(branches(log.view, 'r1-message')).toEqual({ siblings: ['q1-message', 'r1-message'], place: 1 })
  })

  test('[E10] choosing a message goes to the newest of its branch', () => {
    const log = conversation()
    log.command({ type: 'message.retry', message: 'a1' })
    answer(log, 'b1')
    log.command({ type: 'message.choose', message: 'a1' })
    expect(line(log)).toEqual(['q1-message', 'a1', 'q2-message', 'a2'])
    log.command({ type: 'message.choose', message: 'b1' })
    expect(line(log)).toEqual(['q1-message', 'b1'])
    log.command(say('three'), { commandId: 'q3' })
    expect(line(log)).toEqual(['q1-message', 'b1', 'q3-message'])
  })

  test('[E10][F8] a branch is refused while a run is open, and of what is queued, redacted, not there or no question', () => {
    const log = conversation()
    const parts: Command<'message.resend'>['parts'] = [{ kind: 'text', text: 'x' }]
    expect(refusalOf(log, { type: 'message.resend', message: 'a1', parts })?.[0]).toBe('bad-command')
    expect(refusalOf(log, { type: 'message.retry', message: 'nowhere' })).toEqual([
      'not-found',
      'There is no such message in this session.',
    ])
    log.append({ type: 'message.redacted', message: 'q1-message' })
    expect(refusalOf(log, { type: 'message.choose', message: 'q1-message' })?.[0]).toBe('not-open')
    expect(refusalOf(log, { type: 'message.retry', message: 'a1' })?.[0]).toBe('not-open')
    log.command(say('three'), { commandId: 'q3' })
    for (const type of ['message.retry', 'message.choose'] as const)
      expect(refusalOf(log, { type, message: 'a2' })?.[0]).toBe('not-idle')
    expect(refusalOf(log, { type: 'message.resend', message: 'q2-message', parts })?.[0]).toBe('not-idle')
  })

  test('[E10][F7] a message outside of the window is refused with that reason', () => {
    const view = window(conversation().view, { messages: 2 })
    const context = { agent: 'a', actor: { kind: 'person', id: 'ann' }, at: 1, rules: {} } as const
    const id = (kind: string) => kind
    const decision = decide(view, { type: 'message.choose', message: 'a1' }, { ...context, id })
    expect(decision).toMatchObject({ ok: false, code: 'not-found' })
    expect(decision).toHaveProperty('message', expect.stringContaining('older than what the session keeps'))
    expect(decide(emptyView, { type: 'message.retry', message: 'a1' }, { ...context, id }).ok).toBe(false)
  })
})
