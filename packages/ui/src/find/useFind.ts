import type { View } from '@sluice/fold'
import { findMessage, lineOf, partsOf } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useSession } from '@sluice/react'
import { useMemo, useSyncExternalStore } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'

/** Everything of a message that a reader can see as text: what is said, thought, given to tools and returned by them. */
function textOf(view: View, id: Id): string {
  const message = findMessage(view, id)
  if (!message || message.redacted) return ''
  const texts = partsOf(view, message).map(part => {
    if (part.kind === 'text' || part.kind === 'reasoning') return part.text
    if (part.kind === 'tool-call')
      return [part.tool, part.argumentsText, part.output ? JSON.stringify(part.output) : ''].join('\n')
    if (part.kind === 'file') return part.filename ?? ''
    if (part.kind === 'source') return `${part.title ?? ''}\n${part.url}`
    return JSON.stringify(part)
  })
  return texts.join('\n')
}

/** The messages of the line that hold a text, in any case, oldest first; none for an empty one. */
function messagesWith(view: View, query: string): readonly Id[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  return lineOf(view).filter(id => textOf(view, id).toLowerCase().includes(wanted))
}

/** Finds messages of the session around by what they hold, whether they are in the page or not. Looks again when the line changes, not with its deltas. */
export function useFind(query: string): readonly Id[] {
  const store = useSession(useSessionRef())
  const line = store.line()
  const ids = useSyncExternalStore(line.subscribe, line.getSnapshot, line.getSnapshot)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found changes with the line
  return useMemo(() => messagesWith(store.view().getSnapshot(), query), [store, ids, query])
}
