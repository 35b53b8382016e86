import type { BlobRef, Envelope, Event, Id, Json, Offset, ToolOutcome, ToolOutput } from '@sluice/protocol'
import { type EventType, eventSchemas } from '@sluice/protocol'
import * as v from 'valibot'
import { createJournal, type Journal } from '../fiber/createJournal.ts'
import { createInterruptions, type Interruptions } from '../recovery/createInterruptions.ts'
import { createLedger, type Ledger } from '../usage/createLedger.ts'
import type { TranscriptFile } from './attachments.ts'
import { type Answers, createAnswers } from './createAnswers.ts'
import { createDelays, type Delays } from './createDelays.ts'

/** A tool call as the model has to be told of it. */
export interface TranscriptCall {
  readonly id: Id
  readonly tool: string
  outcome: ToolOutcome | null
  output: ToolOutput | null
  reason: string | null
  /** Arguments that a person put in the place of the model's. */
  edited: Json | undefined
  /** How often its code was started. */
  attempts: number
  settledAt: number
}

/** A message as the next model call needs it. */
export interface TranscriptMessage {
  readonly id: Id
  readonly role: 'user' | 'assistant'
  readonly after: Id | null
  readonly run: Id | null
  readonly replaces: Id | null
  readonly at: number
  /** A person's text, or what had been streamed of an answer without a harness message. */
  text: string
  /** What a person attached. */
  files: readonly TranscriptFile[]
  readonly calls: TranscriptCall[]
  /** The harness's own message, once its step is completed. [R8] */
  harness: BlobRef | null
  /** Why its model call ended; null before that. */
  finish: string | null
}

/** A summary of the older part of the line. */
export interface TranscriptSummary {
  readonly through: Id
  readonly harness: BlobRef
  readonly at: number
}

/** What the log says that model calls are made of, kept up as the log grows. Nothing in it comes from a view. [R8] */
export interface Transcript {
  offset(): Offset | null
  /** Takes envelopes that follow the offset. */
  apply(envelopes: Iterable<Envelope>): void
  /** The newest message of the line. */
  head(): TranscriptMessage | null
  /** The line, oldest first, without messages that another one replaces. [E10] [R1] */
  line(): readonly TranscriptMessage[]
  /** What was used so far. [R12] */
  readonly ledger: Ledger
  /** How often what is open was lost. [R1] */
  readonly interruptions: Interruptions
  /** Fibers and timers that are over. [R11] */
  readonly journal: Journal
  /** Model calls that wait to be made again. */
  readonly delays: Delays
  /** What people answered to tools. [R16] */
  readonly answers: Answers
  /** The newest summary, which stands for the line up to a message; null before the first. */
  summary(): TranscriptSummary | null
}

/** What a model is told of a call that had not ended where the session was forked. [S14] */
const CUT =
  'The conversation was copied before this call ended, so there is no result here. Call again if it is needed.'

/** Makes the transcript of an empty log. */
export function createTranscript(): Transcript {
  const messages = new Map<Id, TranscriptMessage>()
  const queued = new Map<Id, WholeParts>()
  const parts = new Map<Id, TranscriptMessage>()
  const calls = new Map<Id, TranscriptCall>()
  const approvals = new Map<Id, Id>()
  const steps = new Map<Id, TranscriptMessage>()
  const replaced = new Set<Id>()
  const ledger = createLedger()
  const interruptions = createInterruptions(ledger.isWaiting)
  const journal = createJournal()
  const answers = createAnswers()
  const delays = createDelays()
  let head: Id | null = null
  let offset: Offset | null = null
  let summary: TranscriptSummary | null = null

  const handlers: { readonly [T in EventType]?: (event: Event<T>, envelope: Envelope) => void } = {
    'message.queued': event => void queued.set(event.message, event.parts),
    'message.edited': event => void queued.set(event.message, event.parts),
    'message.withdrawn': event => void queued.delete(event.message),
    'message.added': (event, { at }) => {
      const parts = event.parts ?? queued.get(event.message) ?? []
      queued.delete(event.message)
      const { message: id, role, after, run = null, step, replaces = null } = event
      const message: TranscriptMessage = {
        id,
        role,
        after,
        run,
        replaces,
        at,
        text: textOf(parts),
        files: filesOf(parts),
        calls: [],
        harness: null,
        finish: null,
      }
      messages.set(id, message)
      if (step !== undefined) steps.set(step, message)
      if (replaces !== null) replaced.add(replaces)
      head = id
    },
    'message.chosen': event => {
      head = event.message
    },
    'message.redacted': event => {
      const message = messages.get(event.message)
      if (message === undefined) return
      // A model may not be given a person's message without content.
      message.text = message.role === 'user' ? '[redacted]' : ''
      message.files = []
      message.harness = null
      message.calls.length = 0
      // It may tell what the message said.
      summary = null
    },
    'part.added': event => {
      const message = messages.get(event.message)
      if (message !== undefined && event.kind === 'text') parts.set(event.part, message)
    },
    'part.delta': event => {
      const message = parts.get(event.part)
      if (message !== undefined) message.text += event.text
    },
    'step.settled': event => {
      const message = steps.get(event.step)
      steps.delete(event.step)
      if (message === undefined || event.harness === undefined) return
      message.harness = event.harness
      message.finish = event.finish ?? null
      message.text = ''
      for (const [part, of] of parts) if (of === message) parts.delete(part)
    },
    'tool.called': (event, { at }) => {
      const message = messages.get(event.message)
      if (message === undefined) return
      const call: TranscriptCall = {
        id: event.call,
        tool: event.tool,
        outcome: null,
        output: null,
        reason: null,
        edited: undefined,
        attempts: 0,
        settledAt: at,
      }
      message.calls.push(call)
      calls.set(call.id, call)
    },
    'tool.started': event => {
      const call = calls.get(event.call)
      if (call !== undefined) call.attempts = event.attempt
    },
    'tool.settled': (event, { at }) => {
      const call = calls.get(event.call)
      if (call === undefined) return
      call.outcome = event.outcome
      call.output = event.output ?? null
      call.reason = event.error?.message ?? null
      call.settledAt = at
      calls.delete(event.call)
    },
    'approval.requested': event => {
      answers.take(event)
      if (event.call !== undefined) approvals.set(event.approval, event.call)
    },
    'approval.decided': event => {
      answers.take(event)
      const call = calls.get(approvals.get(event.approval) ?? '')
      if (call !== undefined && event.arguments !== undefined) call.edited = event.arguments
      approvals.delete(event.approval)
    },
    'approval.expired': event => answers.take(event),
    'session.forked': () => {
      queued.clear()
      for (const call of calls.values()) call.reason = CUT
      for (const table of [parts, calls, approvals, steps]) table.clear()
    },
    'context.compacted': ({ through, harness }, { at }) => {
      summary = { through, harness, at }
    },
  }

  function take(envelope: Envelope): void {
    offset = envelope.offset
    // Before the ledger, which says who waited until then.
    interruptions.take(envelope)
    ledger.take(envelope)
    journal.take(envelope)
    delays.take(envelope.event as Event)
    const { type } = envelope.event
    if (!Object.hasOwn(handlers, type)) return
    const known = type as EventType
    const parsed = v.safeParse(eventSchemas[known], envelope.event)
    if (!parsed.success) return
    const handler = handlers[known] as ((event: unknown, envelope: Envelope) => void) | undefined
    handler?.(parsed.output, envelope)
  }

  return {
    offset: () => offset,
    summary: () => summary,
    ledger,
    interruptions,
    journal,
    delays,
    answers,
    apply: envelopes => {
      for (const envelope of envelopes) if (offset === null || envelope.offset > offset) take(envelope)
    },
    head: () => (head === null ? null : (messages.get(head) ?? null)),
    line: () => {
      const line: TranscriptMessage[] = []
      const seen = new Set<Id>()
      for (let at = head; at !== null && !seen.has(at); ) {
        seen.add(at)
        const message = messages.get(at)
        if (message === undefined) break
        if (!replaced.has(at)) line.push(message)
        at = message.after
      }
      return line.reverse()
    },
  }
}

type WholeParts = Event<'message.queued'>['parts']

function textOf(parts: WholeParts): string {
  return parts.flatMap(part => (part.kind === 'file' ? [] : [partText(part)])).join('\n\n')
}

function filesOf(parts: WholeParts): readonly TranscriptFile[] {
  return parts.flatMap(part =>
    part.kind === 'file' ? [{ name: part.filename ?? null, ref: part.file }] : [],
  )
}

function partText(part: Exclude<WholeParts[number], { kind: 'file' }>): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'source':
      return part.title === undefined ? part.url : `${part.title}: ${part.url}`
    case 'data':
      return `[${part.name}] ${JSON.stringify(part.data)}`
  }
}
