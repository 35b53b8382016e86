import type { Readable } from '@sluice/client'
import type { Id } from '@sluice/protocol'
import { MessageView, RunEndView, type ThreadRow } from '@sluice/ui'
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'

/** The message that the selected event is about. */
export const SubjectContext = createContext<Readable<Id | null> | null>(null)

const never = () => () => undefined

/** Tells whether a row is about the selected event; only the two rows between which that changes draw again. */
function useIsSubject(id: Id): boolean {
  const subject = useContext(SubjectContext)
  const read = () => subject?.getSnapshot() === id
  return useSyncExternalStore(subject?.subscribe ?? never, read, read)
}

/** The props of {@link ConversationRow}. */
export interface ConversationRowProps {
  readonly row: ThreadRow
  readonly position: number
}

/** One row of the conversation, marked and in sight while the selected event is about it. */
export function ConversationRow({ row, position }: ConversationRowProps) {
  const element = useRef<HTMLDivElement>(null)
  const isSubject = useIsSubject(row.id)
  useEffect(() => {
    if (isSubject) element.current?.scrollIntoView?.({ block: 'nearest' })
  }, [isSubject])
  return (
    <div ref={element} className="sluice-devtools-conversation-row" data-subject={isSubject || undefined}>
      {row.kind === 'run' ? (
        <RunEndView run={row.run} />
      ) : (
        <MessageView message={row.id} continued={row.continued} folded={row.folded} position={position} />
      )}
    </div>
  )
}
