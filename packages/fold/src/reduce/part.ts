import type { Id } from '@sluice/protocol'
import { closeStreamed } from '../close.ts'
import { add, type Draft, edit, isOwn, need, peek, place, type Reducers, type Writable } from '../draft.ts'
import { fail, failTwice } from '../impossible.ts'
import type { AttachedPart, StreamedPart, ToolCallPart } from '../view.ts'
import { toPart } from './message.ts'

/** Puts a part behind the others of its message. One that is not `attached` is open. */
export function addPart(
  draft: Draft,
  part: StreamedPart | ToolCallPart | AttachedPart,
  isAttached?: true,
): void {
  const { id } = part
  const { parts, step } = need(draft, 'messages', part.message)
  if (step !== null) need(draft, 'steps', step)
  if (parts.some(slot => slot === id || (slot as { readonly id?: Id }).id === id)) failTwice(id)
  if (!isAttached) add(draft, 'parts', part as StreamedPart | ToolCallPart)
  else if (peek(draft, 'parts', id) !== null) failTwice(id)
  edit(draft, 'messages', part.message).parts = [...parts, isAttached ? part : id]
}

/** Adds text to what was streamed. A merged delta begins before the end of what its reader holds and repeats that part. [E2] */
function extendText(before: string, from: number, text: string): string {
  const known = before.slice(from)
  if (from <= before.length && text.startsWith(known)) return before.slice(0, from) + text
  if (from <= before.length && known.startsWith(text)) return before
  return fail(`the delta begins at ${from} and does not fit to the ${before.length} that are there`)
}

/** How the events of the family `part` change a view. */
export const partReducers: Reducers<'part'> = {
  /** Opens a streamed part. */
  'part.added': (draft, { kind, part: id, message }) =>
    addPart(draft, { kind, id, message, text: '', status: 'streaming' }),
  /** Adds a part that is complete. */
  'part.attached': (draft, { content, message }) => addPart(draft, toPart(content, message), true),
  /** Extends streamed text or the streamed arguments of a call. Each copies by itself: copying objects of several shapes in one place takes several times as long. */
  'part.delta': (draft, { part: id, from, text }) => {
    const part = need(draft, 'parts', id)
    const isCopy = isOwn(draft, 'parts', part)
    if (part.kind === 'tool-call') {
      if (part.status !== 'called') fail(`the call ${id} is not called`)
      const argumentsText = extendText(part.argumentsText, from, text)
      const call: Writable<ToolCallPart> = isCopy ? part : place(draft, 'parts', { ...part })
      call.argumentsText = argumentsText
    } else {
      const extended = extendText(part.text, from, text)
      const streamed: Writable<StreamedPart> = isCopy ? part : place(draft, 'parts', { ...part })
      streamed.text = extended
    }
  },
  /** Settles a streamed part. */
  'part.settled': (draft, { part: id }) => {
    const part = need(draft, 'parts', id)
    if (part.kind === 'tool-call') fail(`the part ${id} is not a text`)
    else closeStreamed(draft, part, 'settled')
  },
}
