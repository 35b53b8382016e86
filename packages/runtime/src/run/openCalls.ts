import { get, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** The open tool calls of a run. */
export function openCalls(view: View, run: Id): readonly Id[] {
  return Object.values(view.open.parts)
    .filter(part => part.kind === 'tool-call' && get(view.open.messages, part.message)?.run === run)
    .map(part => part.id)
}
