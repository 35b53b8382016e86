import {
  type Envelope,
  type Event,
  type EventType,
  type Id,
  isEvent,
  type Json,
  type Usage,
} from '@sluice/protocol'

import { createStreamedArguments, type StreamedArguments } from '../json/createStreamedArguments.ts'

/** A tool call of a step. */
export interface StepCall {
  readonly call: Id
  readonly tool: string
  arguments: Json
  outcome: string
  output: Json
}

/** What a person said, or a model call with what came of it, in the order of the log. */
export interface StepRow {
  readonly kind: 'said' | 'model'
  /** Null for a model call that has said nothing. */
  message: Id | null
  readonly position: number
  text: string
  readonly calls: StepCall[]
  model: string | null
  outcome: string
  usage: Usage | null
  readonly startedAt: number
  settledAt: number | null
}

interface Reading {
  readonly rows: StepRow[]
  readonly steps: Map<Id, StepRow>
  /** The row to which a message or a text belongs. */
  readonly owners: Map<Id, StepRow>
  readonly calls: Map<Id, StepCall>
  readonly queued: Map<Id, string>
  readonly streamed: StreamedArguments
  /** The message that each follows. */
  readonly after: Map<Id, Id | null>
  head: Id | null
}

type Reader<T extends EventType> = (
  event: Event<T>,
  reading: Reading,
  at: { position: number; at: number },
) => void

const textOf = (parts: Event<'message.queued'>['parts']): string =>
  parts.flatMap(part => (part.kind === 'text' ? [part.text] : [])).join('\n\n')

const row = (kind: StepRow['kind'], { position, at }: { position: number; at: number }): StepRow => ({
  ...{ kind, message: null, position, text: '', calls: [], model: null, outcome: 'open', usage: null },
  ...{ startedAt: at, settledAt: null },
})

const readers: { readonly [T in EventType]?: Reader<T> } = {
  'message.queued': ({ message, parts }, { queued }) => void queued.set(message, textOf(parts)),
  'message.edited': ({ message, parts }, { queued }) => void queued.set(message, textOf(parts)),
  'message.chosen': ({ message }, reading) => {
    reading.head = message
  },
  'message.added': ({ message, role, parts, step, after }, reading, at) => {
    reading.after.set(message, after)
    reading.head = message
    if (role === 'user') {
      const text = parts === undefined ? (reading.queued.get(message) ?? '') : textOf(parts)
      reading.rows.push({ ...row('said', at), message, text, outcome: 'said', settledAt: at.at })
      return
    }
    const owner = step === undefined ? undefined : reading.steps.get(step)
    if (owner === undefined) return
    owner.message = message
    reading.owners.set(message, owner)
  },
  'step.started': ({ step, kind, model }, { rows, steps }, at) => {
    if (kind !== 'model') return
    const made = { ...row('model', at), model: model ?? null }
    rows.push(made)
    steps.set(step, made)
  },
  'step.settled': ({ step, outcome, usage }, { steps }, { at }) => {
    const found = steps.get(step)
    if (found !== undefined) Object.assign(found, { outcome, usage: usage ?? null, settledAt: at })
  },
  'part.added': ({ message, part, kind }, { owners }) => {
    const owner = owners.get(message)
    if (owner !== undefined && kind === 'text') owners.set(part, owner)
  },
  'part.delta': ({ part, text }, { owners, calls, streamed }) => {
    const owner = owners.get(part)
    if (owner !== undefined) owner.text += text
    else if (calls.has(part)) streamed.add(part, text)
  },
  'tool.called': ({ call, message, tool }, { owners, calls }) => {
    const made: StepCall = { call, tool, arguments: null, outcome: 'called', output: null }
    calls.set(call, made)
    owners.get(message)?.calls.push(made)
  },
  'tool.ready': (event, { calls, streamed }) => {
    const found = calls.get(event.call)
    if (found !== undefined) found.arguments = streamed.of(event.call, event.arguments)
  },
  'tool.settled': ({ call, outcome, output, error }, { calls }) => {
    const found = calls.get(call)
    if (found === undefined) return
    found.outcome = outcome
    found.output =
      output === undefined ? (error?.message ?? null) : 'json' in output ? output.json : output.file.blob
  },
}

/** The steps of the line of a log, the branch that is drawn, with what was said in each and what its tools gave. What is malformed is passed over. [D8] */
export function stepsOf(envelopes: readonly Envelope[], count: number): readonly StepRow[] {
  const reading: Reading = {
    ...{ rows: [], steps: new Map(), owners: new Map(), calls: new Map(), queued: new Map() },
    ...{ streamed: createStreamedArguments(), after: new Map(), head: null },
  }
  for (let position = 0; position < count; position++) {
    const envelope = envelopes[position]
    if (envelope === undefined) continue
    const type = envelope.event.type as EventType
    const reader = Object.hasOwn(readers, type) ? readers[type] : undefined
    if (reader === undefined || !isEvent(type, envelope.event)) continue
    ;(reader as Reader<never>)(envelope.event as never, reading, { position, at: envelope.at })
  }
  const line = lineOf(reading)
  const isWhole = line.size === reading.after.size
  return reading.rows.filter(({ message }) => (message === null ? isWhole : line.has(message)))
}

/** The messages from the first to the head. [E10] */
function lineOf({ after, head }: Reading): ReadonlySet<Id> {
  const line = new Set<Id>()
  for (let at = head; at !== null && !line.has(at); at = after.get(at) ?? null) line.add(at)
  return line
}
