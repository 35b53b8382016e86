import { partsOf } from '@sluice/fold'
import { useSession } from '@sluice/react'
import { useMemo } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import type { ThreadRow } from './threadRows.ts'

/** More than this is not seen of a row that flies past. */
const MOST_CHARACTERS = 600

/** What a reader sees of a row while it flies past: its text, plain. Neither subscribed to nor read out; the row itself follows once the scroll calms. */
export function Glimpse({ row }: { readonly row: ThreadRow }) {
  const store = useSession(useSessionRef())
  const { role, text } = useMemo(() => {
    const message = row.kind === 'message' ? store.message(row.id).getSnapshot() : null
    if (message === null || message.redacted) return { role: undefined, text: '' }
    const texts = partsOf(store.view().getSnapshot(), message).map(part =>
      part.kind === 'text' ? part.text : part.kind === 'tool-call' ? part.tool : '',
    )
    return { role: message.role, text: texts.join('\n').slice(0, MOST_CHARACTERS) }
  }, [store, row])
  return (
    <div data-sluice="thread-glimpse" data-message-role={role} aria-hidden="true">
      {text}
    </div>
  )
}
