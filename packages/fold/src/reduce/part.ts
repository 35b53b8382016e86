import type { Event, Id } from '@sluice/protocol'
import { closeStreamed } from '../close.ts'
import { type Draft, edit, peek, type Reducer, set } from '../draft.ts'
import { toPart } from './message.ts'

/** The reason for which a part cannot be added to a message, or null. */
export function cannotAddPart(draft: Draft, message: Id, part: Id): string | null {
  const found = peek(draft, 'messages', message)
  if (found === null) return 'the message is not open'
  if (found.step !== null && peek(draft, 'steps', found.step) === null)
    return 'the step of the message is settled'
  if (peek(draft, 'parts', part) !== null) return 'the part is there already'
  if (found.parts.some(slot => slot === part || (typeof slot !== 'string' && slot.id === part)))
    return 'the part is there already'
  return null
}

/** Adds text to what was streamed; null when it does not fit. [E2] */
function extendText(before: string, from: number, text: string): string | null {
  if (from === before.length) return before + text
  if (from > before.length) return null
  // A merged delta begins before the end of what its reader holds and repeats that part.
  const known = before.slice(from)
  if (text.length >= known.length) return text.startsWith(known) ? before.slice(0, from) + text : null
  return known.startsWith(text) ? before : null
}

/** Opens a streamed part. */
export const reducePartAdded: Reducer<Event<'part.added'>> = (draft, event) => {
  const reason = cannotAddPart(draft, event.message, event.part)
  if (reason !== null) return reason
  const message = edit(draft, 'messages', event.message)
  message.parts = [...message.parts, event.part]
  set(draft, 'parts', event.part, {
    kind: event.kind,
    id: event.part,
    message: event.message,
    text: '',
    status: 'streaming',
  })
  return null
}

/** Adds a part that is complete. */
export const reducePartAttached: Reducer<Event<'part.attached'>> = (draft, event) => {
  const reason = cannotAddPart(draft, event.message, event.content.part)
  if (reason !== null) return reason
  const message = edit(draft, 'messages', event.message)
  message.parts = [...message.parts, toPart(event.content, event.message)]
  return null
}

/** Extends streamed text or the streamed arguments of a call. */
export const reducePartDelta: Reducer<Event<'part.delta'>> = (draft, event) => {
  const found = peek(draft, 'parts', event.part)
  if (found === null) return 'the part is not open'
  if (found.kind === 'tool-call') {
    if (found.status !== 'called') return 'the arguments of the call are complete'
    const text = extendText(found.argumentsText, event.from, event.text)
    if (text === null)
      return `the delta does not fit: it begins at ${event.from}, ${found.argumentsText.length} are there`
    const call = edit(draft, 'parts', event.part)
    if (call.kind === 'tool-call') call.argumentsText = text
    return null
  }
  const text = extendText(found.text, event.from, event.text)
  if (text === null)
    return `the delta does not fit: it begins at ${event.from}, ${found.text.length} are there`
  const part = edit(draft, 'parts', event.part)
  if (part.kind !== 'tool-call') part.text = text
  return null
}

/** Settles a streamed part. */
export const reducePartSettled: Reducer<Event<'part.settled'>> = (draft, event) => {
  const part = peek(draft, 'parts', event.part)
  if (part === null || part.kind === 'tool-call') return 'there is no such open text'
  closeStreamed(draft, part, 'settled')
  return null
}
