import type { View } from '@sluice/fold'
import type { Event, Id, Json } from '@sluice/protocol'
import { createLog, type LogOptions, type TestLog } from './createLog.ts'

/** Ids that are legal and that naive code trips over. */
const hostileIds = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '0',
  '-1',
  '_',
  'length',
]

const texts = [
  '',
  'a',
  'Hello, ',
  'wörld ',
  '👩‍👩‍👧 ',
  '```js\n',
  '{"a":',
  '\u2028',
  '中文字',
  '\\"',
  ' '.repeat(40),
]

const values: readonly Json[] = [
  null,
  0,
  true,
  'x',
  [],
  [1, [2]],
  {},
  { constructor: { a: 1 } },
  { 'a/b': '~' },
]

/** Picks from a tape of numbers, so that whoever made the tape can shrink what comes of it. */
interface Tape {
  below(limit: number): number
  pick<T>(list: readonly T[]): T
}

function readTape(numbers: readonly number[]): Tape {
  let at = 0
  const below = (limit: number): number => (numbers[at++ % numbers.length] ?? 0) % limit
  return { below, pick: list => list[below(list.length)] as never }
}

type Candidate = () => readonly Event[]

function candidates(view: View, tape: Tape, newId: () => Id): Candidate[] {
  const { open } = view
  const list: Candidate[] = []
  const run = Object.values(open.runs)[0]
  const text = () => tape.pick(texts)
  const failure = { code: 'failed', message: 'It failed.' }
  if (run === undefined) {
    list.push(() => {
      const message = newId()
      const parts = [{ part: newId(), kind: 'text' as const, text: text() }]
      return [
        { type: 'message.added', message, role: 'user', after: view.head, parts },
        { type: 'run.started', run: newId(), trigger: message },
      ]
    })
  } else {
    const steps = Object.values(open.steps)
    if (steps.length === 0) {
      list.push(() => {
        const step = newId()
        return [
          { type: 'step.started', step, run: run.id, kind: 'model', model: 'faux/one' },
          { type: 'message.added', message: newId(), role: 'assistant', after: view.head, run: run.id, step },
        ]
      })
    }
    list.push(() => [
      {
        type: 'message.queued',
        message: newId(),
        mode: tape.pick(['queue', 'steer']),
        parts: [{ part: newId(), kind: 'text', text: text() }],
      },
    ])
    list.push(() => [
      { type: 'run.recovered', run: run.id, attempt: run.recoveries + 1, reason: 'The process ended.' },
    ])
    list.push(() => [
      { type: 'run.settled', run: run.id, outcome: tape.pick(['completed', 'failed', 'stopped']) },
    ])
    for (const step of steps) {
      list.push(() => [
        { type: 'step.delayed', step: step.id, attempt: 1, until: view.at + 1000, error: failure },
      ])
      list.push(() => [
        {
          type: 'step.settled',
          step: step.id,
          outcome: tape.pick(['completed', 'failed', 'stopped']),
          usage: {
            inputTokens: tape.below(50),
            outputTokens: tape.below(50),
            cacheReadTokens: 0,
            cacheWriteTokens: 0,
            cost: 0.5,
          },
        },
      ])
    }
    for (const message of Object.values(open.messages)) {
      if (message.step === null || !Object.hasOwn(open.steps, message.step)) continue
      list.push(() => [
        { type: 'part.added', message: message.id, part: newId(), kind: tape.pick(['text', 'reasoning']) },
      ])
      list.push(() => [
        { type: 'tool.called', call: newId(), message: message.id, tool: tape.pick(['read', 'constructor']) },
      ])
      list.push(() => [
        {
          type: 'part.attached',
          message: message.id,
          content: { part: newId(), kind: 'data', name: 'card', data: tape.pick(values) },
        },
      ])
    }
    for (const approval of Object.values(open.approvals)) {
      list.push(() => [
        {
          type: 'approval.decided',
          approval: approval.id,
          decision: tape.pick(['approved', 'denied']),
          ...(approval.schema === null ? {} : { answer: tape.pick(values), via: 'http' as const }),
        },
      ])
      list.push(() => [{ type: 'approval.expired', approval: approval.id }])
    }
    for (const part of Object.values(open.parts)) list.push(...partCandidates(part, run.id, tape, newId))
  }
  for (const { id } of Object.values(open.subsessions))
    list.push(() => [
      {
        type: 'subsession.settled',
        subsession: id,
        outcome: tape.pick(['completed', 'failed', 'stopped']),
        usage: {
          inputTokens: tape.below(50),
          outputTokens: 1,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          cost: 0.25,
        },
      },
    ])
  for (const item of open.queue) {
    list.push(() => [{ type: 'message.withdrawn', message: item.id }])
    list.push(() => [
      { type: 'message.edited', message: item.id, parts: [{ part: newId(), kind: 'text', text: text() }] },
    ])
    if (run === undefined)
      list.push(() => [{ type: 'message.added', message: item.id, role: 'user', after: view.head }])
  }
  const messages = view.settled.flat().filter(entry => entry.kind === 'message')
  if (messages.length > 0) {
    list.push(() => [{ type: 'message.redacted', message: tape.pick(messages).id }])
    list.push(() => [{ type: 'message.chosen', message: tape.pick(messages).id }])
  }
  list.push(() => [
    {
      type: 'state.patched',
      patch: [
        { op: 'add', path: `/${tape.pick(['a', 'constructor', 'b~1c', ''])}`, value: tape.pick(values) },
      ],
    },
  ])
  list.push(() => [{ type: 'session.titled', title: text().slice(0, 20) }])
  const isAside = view.session?.archivedAt !== undefined
  list.push(() => [{ type: isAside ? 'session.unarchived' : 'session.archived' }])
  list.push(...durableCandidates(view, tape, newId))
  return list
}

function durableCandidates({ open, at }: View, tape: Tape, newId: () => Id): Candidate[] {
  const json = () => ({ json: tape.pick(values) })
  const run = Object.keys(open.runs)[0]
  const fork: Candidate = () => [{ type: 'session.forked', lineage: [{ agent: 'triage', id: 'first' }] }]
  return [
    ...(tape.below(8) === 0 ? [fork] : []),
    () => [
      {
        type: 'fiber.started',
        fiber: newId(),
        name: tape.pick(['import', 'constructor']),
        data: json(),
        ...(run === undefined || tape.below(2) === 0 ? {} : { run }),
      },
    ],
    () => [
      { type: 'timer.scheduled', timer: newId(), at: at + tape.below(50), name: 'remind', cron: '* * * * *' },
    ],
    ...Object.values(open.fibers).flatMap(({ id, recoveries }): Candidate[] => [
      () => [{ type: 'fiber.stashed', fiber: id, snapshot: json() }],
      () => [{ type: 'fiber.recovered', fiber: id, attempt: recoveries + 1, reason: 'The process ended.' }],
      () => [
        { type: 'fiber.settled', fiber: id, outcome: tape.pick(['completed', 'failed']), output: json() },
      ],
    ]),
    ...Object.keys(open.timers).flatMap((timer): Candidate[] => [
      () => [{ type: 'timer.fired', timer, ...(tape.below(2) === 0 ? {} : { at: at + 60 }) }],
      () => [{ type: 'timer.cancelled', timer }],
    ]),
  ]
}

function question(tape: Tape, approval: Id, run: Id, call: Id): Event {
  return {
    type: 'approval.requested',
    approval,
    run,
    call,
    question: 'Which?',
    schema: { type: 'string' },
    expiresAt: tape.below(1000),
    ...(tape.below(2) === 0 ? {} : { onExpiry: { decision: 'approved', answer: 'this' } }),
  }
}

function partCandidates(
  part: View['open']['parts'][string],
  run: Id,
  tape: Tape,
  newId: () => Id,
): Candidate[] {
  const delta =
    (from: number): Candidate =>
    () => [{ type: 'part.delta', part: part.id, from, text: tape.pick(texts) }]
  if (part.kind !== 'tool-call') {
    // Deltas are the commonest events of a real log.
    const one = delta(part.text.length)
    return [one, one, one, () => [{ type: 'part.settled', part: part.id }]]
  }
  const offered: Candidate = () => [{ type: 'tool.offered', call: part.id }]
  const settled: Candidate = () => [
    {
      type: 'tool.settled',
      call: part.id,
      outcome: tape.pick(['completed', 'failed', 'cancelled', 'unknown']),
      output: { json: tape.pick(values) },
    },
  ]
  switch (part.status) {
    case 'called':
      return [
        delta(part.argumentsText.length),
        () => [{ type: 'tool.ready', call: part.id, arguments: tape.pick(values) }],
        settled,
      ]
    case 'ready':
      return [
        () => [{ type: 'tool.started', call: part.id, attempt: part.attempt + 1 }],
        () => [{ type: 'approval.requested', approval: newId(), run, call: part.id, question: 'May it?' }],
        () => [question(tape, newId(), run, part.id)],
        ...(part.claim?.id === null ? [] : [offered]),
        settled,
      ]
    case 'running':
      return [
        () => [question(tape, newId(), run, part.id)],
        ...(part.claim?.id === null ? [] : [offered]),
        () => [{ type: 'subsession.opened', subsession: newId(), agent: 'reader', call: part.id, depth: 1 }],
        () => [{ type: 'tool.progressed', call: part.id, fraction: 0.5, text: tape.pick(texts) }],
        settled,
      ]
    default:
      return [settled]
  }
}

/**
 * Makes a log of `length` or a few more events in which anything may happen that is possible at its point, hostile ids included. The same
 * tape (at least one number of 0 or more) gives the same log.
 */
export function randomLog(numbers: readonly number[], length: number, options: LogOptions = {}): TestLog {
  const tape = readTape(numbers)
  const log = createLog(options)
  let made = 0
  const newId = (): Id => hostileIds[made++ - 3] ?? `id${made}`
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann', state: { a: 1 } })
  while (log.envelopes.length < length) {
    const list = candidates(log.view, tape, newId)
    log.append(...(list[tape.below(list.length)] as Candidate)())
  }
  return log
}
