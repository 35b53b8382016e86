import { findMessage, lineOf, partsOf, type View } from '@sluice/fold'
import { line, type Transcript } from '../stage/transcript.ts'

/** What a view says. */
export function transcriptOf(view: View): Transcript {
  const lines = lineOf(view).flatMap(id => {
    const message = findMessage(view, id)
    if (message === null) return []
    return partsOf(view, message).flatMap(part => {
      if (part.kind === 'tool-call') return [`tool ${part.tool}: ${part.status}`]
      if (part.kind === 'reasoning') return [line('reasoning', part.text)]
      return part.kind === 'text' ? [line(message.role, part.text)] : []
    })
  })
  const ends = view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'run' && entry.status !== 'completed' ? [`run: ${entry.status}`] : []))
  return [...lines, ...ends]
}
