import { findMessage, lineOf, partsOf, type ToolCallPart, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** A person's message that a fork can say otherwise. */
export interface ChangeableMessage {
  readonly message: Id
  readonly text: string
}

/** What of a view a fork can have otherwise. */
export interface Changeable {
  readonly messages: readonly ChangeableMessage[]
  /** Calls whose output no model has been told yet. */
  readonly calls: readonly ToolCallPart[]
}

/** Finds what a fork at a view can have otherwise: what people said in the line, and the outputs of the newest answer's tool calls. [D7 S14] */
export function changeableIn(view: View): Changeable {
  const line = lineOf(view)
  const messages = line.flatMap((id): ChangeableMessage[] => {
    const message = findMessage(view, id)
    if (message?.role !== 'user' || message.redacted) return []
    const texts = partsOf(view, message).flatMap(part => (part.kind === 'text' ? [part.text] : []))
    return texts.length === 0 ? [] : [{ message: id, text: texts.join('\n\n') }]
  })
  const last = line.at(-1)
  const newest = last === undefined ? null : findMessage(view, last)
  const calls =
    newest === null
      ? []
      : partsOf(view, newest).filter((part): part is ToolCallPart => part.kind === 'tool-call')
  return { messages, calls }
}
