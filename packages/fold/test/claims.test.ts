import type { Command } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'

/** A run with a call `c1` that is offered to pages. */
function offering() {
  const log = createLog({
    rules: { checkAnswer: (tool, answer) => (answer === tool ? null : 'say your name') },
  })
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hi' }] })
  const run = 'command1-run'
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'locate' },
    { type: 'tool.ready', call: 'c1', arguments: {} },
    { type: 'tool.called', message: 'a1', call: 'c2', tool: 'read' },
    { type: 'tool.ready', call: 'c2', arguments: {} },
    { type: 'tool.offered', call: 'c1' },
  )
  return log
}

const claim: Command = { type: 'tool.claim', call: 'c1' }
const ben = { kind: 'person', id: 'ben' } as const

test('[R17][F8] an offered call is claimed once, and the claim may be said again by who has it', () => {
  const log = offering()
  expect(log.command({ ...claim, call: 'c2' })).toMatchObject({ ok: false, code: 'not-open' })
  expect(log.command(claim, { commandId: 'k1' }).ok).toBe(true)
  expect(log.view.open.parts.c1).toMatchObject({
    status: 'running',
    attempt: 1,
    claim: { id: 'k1', by: { id: 'ann' }, reason: null },
  })
  expect(log.command(claim, { commandId: 'k2' })).toMatchObject({ ok: false, code: 'not-open' })
  expect(log.command({ ...claim, claim: 'k1' })).toEqual({ ok: true, events: [] })
  expect(log.command({ ...claim, claim: 'k1' }, { actor: ben })).toMatchObject({ ok: false })
  expect(log.command({ type: 'tool.release', call: 'c1', claim: 'k2' })).toMatchObject({ ok: false })
  log.command({ type: 'tool.release', call: 'c1', claim: 'k1' })
  expect(log.view.open.parts.c1).toMatchObject({ status: 'ready', claim: { id: null } })
  log.command(claim, { commandId: 'k3', actor: ben })
  expect(log.view.open.parts.c1).toMatchObject({ status: 'running', attempt: 2, claim: { id: 'k3' } })
})

test('[R17][F8] only who has claimed a call may answer it, once, with what fits the tool', () => {
  const log = offering()
  const answer = (claimed: string, more: object = {}): Command => ({
    type: 'tool.answer',
    call: 'c1',
    claim: claimed,
    output: { json: 'locate' },
    ...more,
  })
  expect(log.command(answer('k1'))).toMatchObject({ ok: false, code: 'not-open' })
  log.command(claim, { commandId: 'k1' })
  expect(log.command(answer('k1'), { actor: ben })).toMatchObject({ ok: false, code: 'not-open' })
  expect(log.command(answer('k1', { output: { json: 'else' } }))).toEqual({
    ok: false,
    code: 'bad-command',
    message: 'The answer does not fit the tool: say your name',
  })
  expect(log.command(answer('k1', { error: 'Both' }))).toMatchObject({ ok: false, code: 'bad-command' })
  expect(log.command(answer('k1'))).toMatchObject({ ok: true })
  expect(log.command(answer('k1'))).toMatchObject({ ok: false, code: 'not-open' })
  expect(log.view.open.parts.c1).toBeUndefined()
})

test('[R17][E9] a call is offered once at a time', () => {
  const log = offering()
  expect(() => log.append({ type: 'tool.offered', call: 'c1' })).toThrow('impossible')
})
