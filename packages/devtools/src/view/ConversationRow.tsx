import type { Readable } from '@sluice/client'
import type { Id } from '@sluice/protocol'
import { MessageView, RunEndView, type ThreadRow } from '@sluice/ui'
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'

/** What the selected event is about, and how a message selects its own. */
export interface SelectedInConversation {
  readonly message: Readable<Id | null>
  readonly call: Readable<Id | null>
  /** Whether other offsets follow right away. */
  readonly isMoving: Readable<boolean>
  readonly onMessage: ((message: Id) => void) | null
}

/** What is selected in the conversation around. */
export const SelectedContext = createContext<SelectedInConversation | null>(null)

const never = () => () => undefined

/** Tells whether a row is about the selected event; only the two rows between which that changes draw again. */
function useIsSubject(id: Id): boolean {
  const subject = useContext(SelectedContext)?.message
  const read = () => subject?.getSnapshot() === id
  return useSyncExternalStore(subject?.subscribe ?? never, read, read)
}

/** The selected tool call, while its message is the subject. */
function useSelectedCall(isSubject: boolean): Id | null {
  const call = useContext(SelectedContext)?.call
  const read = () => (isSubject ? (call?.getSnapshot() ?? null) : null)
  return useSyncExternalStore(call?.subscribe ?? never, read, read)
}

/** Whether a row is to be brought in sight: while one is moving, the end of the conversation is what is seen. */
function useIsSought(isSubject: boolean): boolean {
  const movement = useContext(SelectedContext)?.isMoving
  const read = () => isSubject && movement?.getSnapshot() === false
  return useSyncExternalStore(movement?.subscribe ?? never, read, read)
}

/** What answers a click itself. */
const WITHIN = 'a, button, summary, input, textarea, select'

/** The props of {@link ConversationRow}. */
export interface ConversationRowProps {
  readonly row: ThreadRow
  readonly position: number
}

/** One row of the conversation, marked and in sight while the selected event is about it. A click on a message, or Enter, selects the event that added it. */
export function ConversationRow({ row, position }: ConversationRowProps) {
  const element = useRef<HTMLDivElement>(null)
  const isSubject = useIsSubject(row.id)
  const call = useSelectedCall(isSubject)
  const isSought = useIsSought(isSubject)
  const onMessage = useContext(SelectedContext)?.onMessage ?? null
  const select = () => {
    if (row.kind === 'message') onMessage?.(row.id)
  }
  useEffect(() => {
    if (!isSubject) return
    const card = call === null ? null : element.current?.querySelector(`[data-call="${CSS.escape(call)}"]`)
    const marked = card ?? element.current
    if (isSought) marked?.scrollIntoView?.({ block: 'nearest' })
    card?.setAttribute('data-subject', '')
    return () => card?.removeAttribute('data-subject')
  }, [isSubject, isSought, call])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a message has the focus, and its key is Enter
    <div
      ref={element}
      className="sluice-devtools-conversation-row"
      data-subject={isSubject || undefined}
      data-links={onMessage !== null || undefined}
      onClick={({ target }) => {
        if (target instanceof Element && target.closest(WITHIN) === null) select()
      }}
      onKeyDown={({ key, target }) => {
        if (key === 'Enter' && target instanceof Element && target.matches('article')) select()
      }}
    >
      {row.kind === 'run' ? (
        <RunEndView run={row.run} />
      ) : (
        <MessageView message={row.id} continued={row.continued} folded={row.folded} position={position} />
      )}
    </div>
  )
}
