import type { Id, Json } from '@sluice/protocol'
import { closeCall, closeMessageIfDone } from '../close.ts'
import { type Draft, edit, peek, type Reducers, type Writable } from '../draft.ts'
import { fail } from '../impossible.ts'
import type { ToolCallPart } from '../view.ts'
import { addPart } from './part.ts'

/** The open tool call with an id, or null. */
export function peekCall(draft: Draft, id: Id): ToolCallPart | null {
  const part = peek(draft, 'parts', id)
  return part?.kind === 'tool-call' ? part : null
}

/** An open tool call to be written; the caller has seen with {@link peekCall} that it is there. */
export const editCall = (draft: Draft, id: Id): Writable<ToolCallPart> =>
  edit(draft, 'parts', id) as Writable<ToolCallPart>

/** The open tool call with an id; fails when it has none of the statuses. */
export function needCall(draft: Draft, id: Id, ...statuses: ToolCallPart['status'][]): ToolCallPart {
  const call = peekCall(draft, id)
  return call !== null && (statuses.length === 0 || statuses.includes(call.status))
    ? call
    : fail(`the call ${id} is not ${statuses.join(' or ') || 'open'}`)
}

function parseArguments(text: string): Json {
  try {
    return text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    return fail('the streamed arguments are not JSON')
  }
}

/** How the events of the family `tool` change a view. */
export const toolReducers: Reducers<'tool'> = {
  /** Adds a tool call to its message. */
  'tool.called': (draft, event, envelope) => {
    const { call: id, message, tool, providerCallId = null } = event
    addPart(draft, {
      kind: 'tool-call',
      id,
      message,
      tool,
      providerCallId,
      status: 'called',
      argumentsText: '',
      arguments: null,
      attempt: 0,
      progress: null,
      output: null,
      error: null,
      approval: null,
      claim: null,
      subsessions: [],
      calledAt: envelope.at,
      startedAt: null,
      settledAt: null,
    })
  },
  /** Completes the arguments of a call. */
  'tool.ready': (draft, event) => {
    const { argumentsText } = needCall(draft, event.call, 'called')
    const value = event.arguments === undefined ? parseArguments(argumentsText) : event.arguments
    const call = editCall(draft, event.call)
    call.status = 'ready'
    call.arguments = value
  },
  /** Offers a call to pages, again when the one that claimed it is gone. */
  'tool.offered': (draft, event) => {
    const { claim, status } = needCall(draft, event.call, 'ready', 'running')
    if (claim && status === 'ready') fail('the call is offered already')
    const call = editCall(draft, event.call)
    call.status = 'ready'
    call.claim = { id: null, by: null, reason: event.reason ?? null }
  },
  /** Starts an attempt of a call, or lets the one that had asked a person go on with the answer. */
  'tool.started': (draft, event, envelope) => {
    const { status, attempt } = needCall(draft, event.call, 'ready', 'running')
    if (event.attempt < attempt || (event.attempt === attempt && status === 'running'))
      fail('the attempt was started before')
    const call = editCall(draft, event.call)
    call.status = 'running'
    call.attempt = event.attempt
    call.startedAt = envelope.at
    call.progress = null
    if (call.claim) call.claim = { ...call.claim, id: envelope.commandId ?? null, by: envelope.actor }
  },
  /** Replaces the progress of a call. */
  'tool.progressed': (draft, event) => {
    const { call, fraction = null, text = null, data = null } = event
    needCall(draft, call, 'running')
    editCall(draft, call).progress = { fraction, text, data }
  },
  /** Settles a call, and its message when that was the last that was open. */
  'tool.settled': (draft, event, envelope) => {
    const { call: id, outcome, output = null, error = null } = event
    const call = needCall(draft, id)
    closeCall(draft, call, outcome, envelope.at, { output, error })
    closeMessageIfDone(draft, call.message)
  },
}
