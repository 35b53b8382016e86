import type { Event, Id, Json } from '@sluice/protocol'
import { isJson } from '@sluice/protocol'
import { closeCall, closeMessageIfDone } from '../close.ts'
import { type Draft, edit, peek, type Reducer, set, type Writable } from '../draft.ts'
import type { ToolCallPart } from '../view.ts'
import { cannotAddPart } from './part.ts'

/** The open tool call with an id, or null. */
export function peekCall(draft: Draft, id: Id): ToolCallPart | null {
  const part = peek(draft, 'parts', id)
  return part?.kind === 'tool-call' ? part : null
}

/** An open tool call to be written; the caller has seen with {@link peekCall} that it is there. */
export function editCall(draft: Draft, id: Id): Writable<ToolCallPart> {
  return edit(draft, 'parts', id) as Writable<ToolCallPart>
}

function parseArguments(text: string): Json | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Adds a tool call to its message. */
export const reduceToolCalled: Reducer<Event<'tool.called'>> = (draft, event, envelope) => {
  const reason = cannotAddPart(draft, event.message, event.call)
  if (reason !== null) return reason
  const message = edit(draft, 'messages', event.message)
  message.parts = [...message.parts, event.call]
  set(draft, 'parts', event.call, {
    kind: 'tool-call',
    id: event.call,
    message: event.message,
    tool: event.tool,
    providerCallId: event.providerCallId ?? null,
    status: 'called',
    argumentsText: '',
    arguments: null,
    attempt: 0,
    progress: null,
    output: null,
    error: null,
    approval: null,
    calledAt: envelope.at,
    startedAt: null,
    settledAt: null,
  })
  return null
}

/** Completes the arguments of a call. */
export const reduceToolReady: Reducer<Event<'tool.ready'>> = (draft, event) => {
  const found = peekCall(draft, event.call)
  if (found?.status !== 'called') return 'the call does not wait for its arguments'
  const value = event.arguments === undefined ? parseArguments(found.argumentsText) : event.arguments
  if (value === undefined) return 'the streamed arguments are not JSON'
  const call = editCall(draft, event.call)
  call.status = 'ready'
  call.arguments = value
  return null
}

/** Notes an attempt of a call's code. */
export const reduceToolStarted: Reducer<Event<'tool.started'>> = (draft, event, envelope) => {
  const found = peekCall(draft, event.call)
  if (found?.status !== 'ready' && found?.status !== 'running') return 'the call is not ready to run'
  if (event.attempt <= found.attempt) return 'the attempt was started before'
  const call = editCall(draft, event.call)
  call.status = 'running'
  call.attempt = event.attempt
  call.startedAt = envelope.at
  call.progress = null
  return null
}

/** Replaces the progress of a call. */
export const reduceToolProgressed: Reducer<Event<'tool.progressed'>> = (draft, event) => {
  if (peekCall(draft, event.call)?.status !== 'running') return 'the call is not running'
  editCall(draft, event.call).progress = {
    fraction: event.fraction ?? null,
    text: event.text ?? null,
    data: event.data ?? null,
  }
  return null
}

/** Settles a call, and its message when that was the last that was open. */
export const reduceToolSettled: Reducer<Event<'tool.settled'>> = (draft, event, envelope) => {
  const call = peekCall(draft, event.call)
  if (call === null) return 'the call is not open'
  closeCall(draft, call, event.outcome, envelope.at, {
    output: event.output ?? null,
    error: event.error ?? null,
  })
  closeMessageIfDone(draft, call.message)
  return null
}
