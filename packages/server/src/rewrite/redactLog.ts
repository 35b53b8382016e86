import type { AnyEvent, Envelope, Event, EventType, Id, WholePart } from '@sluice/protocol'
import { isEventType } from '@sluice/protocol'
import type { LogChange } from '../store/Store.ts'

/** What stands in the place of a text: as long, so that the deltas behind it still fit. [E2] */
const blank = (text: string): string => ' '.repeat(text.length)

/** What a message owns in its log, as far as it was read. */
interface Owned {
  readonly message: Id
  readonly parts: Set<Id>
  readonly steps: Set<Id>
  readonly approvals: Set<Id>
}

type Redactors = { readonly [T in EventType]?: (event: Event<T>, owned: Owned) => Event<T> | null }

const REDACTED = { code: 'redacted', message: 'The message was redacted.' }

/** A part that said something still says that it did, so that a session that took its title from it does not take another before it is redacted. */
const emptyParts = (parts: readonly WholePart[]): WholePart[] =>
  parts.map(content => {
    const said = content.kind === 'text' && content.text.trim() !== ''
    return { part: content.part, kind: 'text', text: said ? '[redacted]' : '' }
  })

const failureOf = (error: object | undefined) => (error === undefined ? {} : { error: REDACTED })

/** For each type that can hold what a message said: the event without it, or null when it is of another message. Notes the ids by which later events name it. */
const redactors: Redactors = {
  'message.added': (event, owned) => {
    if (event.message !== owned.message) return null
    if (event.step !== undefined) owned.steps.add(event.step)
    return event.parts === undefined ? event : { ...event, parts: emptyParts(event.parts) }
  },
  'message.queued': (event, { message }) =>
    event.message === message ? { ...event, parts: emptyParts(event.parts) } : null,
  'message.edited': (event, { message }) =>
    event.message === message ? { ...event, parts: emptyParts(event.parts) } : null,
  'part.added': (event, { message, parts }) => {
    if (event.message === message) parts.add(event.part)
    return null
  },
  'part.attached': (event, { message }) =>
    event.message === message
      ? { ...event, content: { part: event.content.part, kind: 'text', text: '' } }
      : null,
  'part.delta': (event, { parts }) => (parts.has(event.part) ? { ...event, text: blank(event.text) } : null),
  'tool.called': (event, { message, parts }) => {
    if (event.message === message) parts.add(event.call)
    return null
  },
  // What was streamed is blank now, so the arguments are named.
  'tool.ready': (event, { parts }) => (parts.has(event.call) ? { ...event, arguments: {} } : null),
  'tool.progressed': ({ type, call }, { parts }) => (parts.has(call) ? { type, call } : null),
  'tool.settled': ({ type, call, outcome, error }, { parts }) =>
    parts.has(call) ? { type, call, outcome, ...failureOf(error) } : null,
  'approval.requested': (event, { parts, approvals }) => {
    if (event.call === undefined || !parts.has(event.call)) return null
    approvals.add(event.approval)
    const { schema, onExpiry, ...rest } = event
    return {
      ...rest,
      question: '',
      // That it asked for an answer is what the fold goes by, not for which.
      ...(schema === undefined ? {} : { schema: schema === null ? null : {} }),
      ...(onExpiry === undefined ? {} : { onExpiry: { decision: onExpiry.decision } }),
    }
  },
  'approval.decided': ({ type, approval, decision }, { approvals }) =>
    approvals.has(approval) ? { type, approval, decision } : null,
  'step.settled': ({ harness: _, provider: __, error, ...event }, { steps }) =>
    steps.has(event.step) ? { ...event, ...failureOf(error) } : null,
}

function redact<T extends EventType>(type: T, event: AnyEvent, owned: Owned): AnyEvent | null {
  const redactor = redactors[type] as ((event: Event<T>, owned: Owned) => Event<T> | null) | undefined
  return redactor?.(event as Event<T>, owned) ?? null
}

/**
 * Takes out of a log what a message said: its text, the arguments, progress and outputs of its tool calls, the questions about them, and the harness's own copy.
 * Every offset stays, and with the `message.redacted` that follows, the log folds to the same view as before. What a later message quotes of it stays. [S12]
 */
export function redactLog(envelopes: readonly Envelope[], message: Id): LogChange[] {
  const owned: Owned = { message, parts: new Set(), steps: new Set(), approvals: new Set() }
  return envelopes.flatMap(({ offset, event }) => {
    const changed = isEventType(event.type) ? redact(event.type, event, owned) : null
    return changed === null || changed === event ? [] : [{ offset, event: changed }]
  })
}
