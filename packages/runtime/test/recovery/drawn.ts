import { findMessage, lineOf, type Message, partsOf, type View } from '@sluice/fold'

/** Every streamed text of a view, by part. */
export const textsOf = (view: View) =>
  [
    ...Object.values(view.open.parts),
    ...[
      ...Object.values(view.open.messages),
      ...view.settled.flat().filter(entry => entry.kind === 'message'),
    ]
      .flatMap(message => message.parts)
      .filter(part => typeof part !== 'string'),
  ].flatMap(part => ('text' in part ? [{ id: part.id, text: part.text }] : []))

/** What is drawn of the line, without ids: replaced messages are folded behind their successors. */
export function drawn(view: View): unknown {
  const line = lineOf(view)
    .map(id => findMessage(view, id))
    .filter(message => message !== null)
  const replaced = new Set(line.map(message => message.replaces))
  return line.filter(message => !replaced.has(message.id)).map(message => draw(view, message))
}

function draw(view: View, message: Message): unknown {
  const parts = partsOf(view, message).map(part => {
    if (part.kind === 'tool-call') return [part.tool, part.status]
    return 'text' in part ? part.text : part.kind
  })
  return [message.role, message.status, ...parts]
}
