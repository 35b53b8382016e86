import type { Id, SessionRef } from '@sluice/protocol'
import { type RefObject, useEffect, useRef, useState } from 'react'

const INPUT = '[data-sluice="composer-input"]'

const isSame = (a: SessionRef, b: SessionRef): boolean => a.agent === b.agent && a.id === b.id

/**
 * The session that a chat shows: the one that it is given, or one that was opened in its place since, and the message that it goes to there. The application opens
 * it where it says how. What had the focus is gone with the session, so that message has it, or the composer of the other.
 */
export function useShownSession(
  chat: RefObject<HTMLElement | null>,
  given: SessionRef,
  onOpen: ((session: SessionRef, message?: Id) => void) | undefined,
): {
  readonly shown: SessionRef
  readonly goTo: Id | null
  readonly open: (session: SessionRef, message?: Id) => void
} {
  const [opened, setOpened] = useState<{ readonly from: SessionRef; readonly to: SessionRef } | null>(null)
  const [goal, setGoal] = useState<{ readonly session: SessionRef; readonly message: Id } | null>(null)
  const isOpened = opened !== null && isSame(opened.from, given)
  const shown = isOpened ? opened.to : given
  const isAsked = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for another session
  useEffect(() => {
    if (isAsked.current) chat.current?.querySelector<HTMLElement>(INPUT)?.focus()
    isAsked.current = false
    // Who comes to it another time begins where they want.
    setGoal(before => (before && isSame(before.session, shown) ? before : null))
  }, [chat, shown.agent, shown.id])
  return {
    shown,
    goTo: goal && isSame(goal.session, shown) ? goal.message : null,
    open(session, message) {
      isAsked.current = message === undefined
      setGoal(message === undefined ? null : { session, message })
      if (onOpen) onOpen(session, message)
      else setOpened({ from: given, to: session })
    },
  }
}
