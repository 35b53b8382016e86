import { findMessage, lineOf, type Message, partsOf, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** What a message says, as markdown: its text, files and sources; neither its reasoning nor its tools. */
export function messageText(view: View, message: Message): string {
  const blocks = partsOf(view, message).map(part => {
    if (part.kind === 'text') return part.text
    if (part.kind === 'file') return part.filename ?? part.file.mediaType
    return part.kind === 'source' ? `[${part.title ?? part.url}](${part.url})` : ''
  })
  return blocks.filter(block => block.trim() !== '').join('\n\n')
}

/** What a turn says, from its first to its last message; what was cut off and said again is left out. [R1] */
export function turnText(view: View, first: Id, last: Id): string {
  const line = lineOf(view)
  const messages = line
    .slice(line.indexOf(first), line.indexOf(last) + 1)
    .flatMap(id => findMessage(view, id) ?? [])
  const replaced = new Set(messages.map(message => message.replaces))
  return messages
    .filter(({ id }) => !replaced.has(id))
    .map(message => messageText(view, message))
    .filter(text => text !== '')
    .join('\n\n')
}
