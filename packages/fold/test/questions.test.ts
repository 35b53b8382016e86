import { checkJsonSchema } from '@sluice/fold'
import type { Command, Event, Json } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { describe, expect, test } from 'vitest'

/** A run with a running call `c1` that asks for a number from 1 to 5. */
function asking(more: Partial<Event<'approval.requested'>> = {}) {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hi' }] })
  const run = 'command1-run'
  const schema = { type: 'integer', minimum: 1, maximum: 5 }
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'rate' },
    { type: 'tool.ready', call: 'c1', arguments: {} },
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'approval.requested', approval: 'q1', run, call: 'c1', question: 'How good?', schema, ...more },
  )
  return log
}

const decide = (given: Partial<Command<'approval.decide'>>): Command => ({
  type: 'approval.decide',
  approval: 'q1',
  decision: 'approved',
  ...given,
})

describe('a question with a schema', () => {
  test.each<[Partial<Command<'approval.decide'>>, string]>([
    [{}, 'asks for more than a yes'],
    [{ answer: 6 }, 'has to be at most 5'],
    [{ answer: '3' }, 'has to be of the type integer'],
    [{ answer: 3, arguments: {} }, 'not about the arguments'],
    [{ decision: 'denied', answer: 3 }, 'leave them out to deny'],
  ])('[R16][F8] refuses %j', (given, reason) => {
    const decision = asking().command(decide(given))
    expect(decision).toMatchObject({ ok: false, code: 'bad-command' })
    expect(decision).toHaveProperty('message', expect.stringContaining(reason))
  })

  test('[R16] takes an answer that fits, and the call may go on', () => {
    const log = asking()
    log.command(decide({ answer: 4 }))
    expect(log.view.open.approvals).toEqual({})
    expect(log.view.open.parts.c1).toMatchObject({
      status: 'ready',
      approval: { status: 'approved', answer: 4, by: { id: 'ann' } },
    })
    log.append({ type: 'tool.started', call: 'c1', attempt: 1 })
    expect(log.view.open.parts.c1).toMatchObject({ status: 'running', attempt: 1 })
    expect(() => log.append({ type: 'tool.started', call: 'c1', attempt: 1 })).toThrow('impossible')
  })

  test('[R16] one that is declined does not settle its call, which only asked', () => {
    const log = asking()
    log.command(decide({ decision: 'denied', reason: 'later' }))
    expect(log.view.open.parts.c1).toMatchObject({
      status: 'ready',
      approval: { status: 'denied', reason: 'later', answer: null },
    })
  })

  test('[R16] one that expired counts as its default says, and as nothing without one', () => {
    const log = asking({ expiresAt: 5000, onExpiry: { decision: 'approved', answer: 2 } })
    log.append({ type: 'approval.expired', approval: 'q1' })
    expect(log.view.open.parts.c1).toMatchObject({
      status: 'ready',
      approval: { status: 'approved', answer: 2, by: null },
    })
    const other = asking({ expiresAt: 5000 })
    other.append({ type: 'approval.expired', approval: 'q1' })
    expect(other.view.open.parts.c1).toMatchObject({ approval: { status: 'expired', answer: null } })
  })
})

test.each<[Json, Json, string | null]>([
  [true, 1, null],
  [false, 1, ' is not expected'],
  [{ type: ['string', 'null'] }, null, null],
  [{ type: 'number' }, '1', ' has to be of the type number'],
  [{ const: { a: [1] } }, { a: [1] }, null],
  [{ enum: ['a'] }, 'b', ' has to be one of ["a"]'],
  [{ type: 'string', minLength: 2 }, '👩', ' has to have at least 2 characters'],
  [{ type: 'string', maxLength: 1 }, '👩', null],
  [{ pattern: '^a+$' }, 'ab', ' has to fit ^a+$'],
  [{ exclusiveMinimum: 1 }, 1, ' has to be more than 1'],
  [{ multipleOf: 2 }, 3, ' has to be a multiple of 2'],
  [{ minItems: 1 }, [], ' has to have at least 1 items'],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], ' has to have no item twice'],
  [{ items: { type: 'string' } }, ['a', 1], '/1 has to be of the type string'],
  [{ properties: { a: { type: 'object', required: ['b'] } } }, { a: {} }, '/a has to have b'],
  [{ properties: { a: true }, additionalProperties: false }, { a: 1, b: 1 }, '/b is not expected'],
  [
    { properties: {}, additionalProperties: false },
    JSON.parse('{"constructor":1}'),
    '/constructor is not expected',
  ],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, ' fits none of the forms'],
  [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, ' does not fit exactly one of the forms'],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, 3, ' has to be at most 2'],
  [{ not: { type: 'null' } }, null, ' is what it must not be'],
  [{ format: 'email', 'x-unknown': 1, constructor: 1 }, 'anything', null],
])('[R16] by the schema %j, %j is judged %j', (schema, value, problem) => {
  expect(checkJsonSchema(schema, value)).toBe(problem)
})
