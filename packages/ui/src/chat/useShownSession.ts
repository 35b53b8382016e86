import type { SessionRef } from '@sluice/protocol'
import { type RefObject, useEffect, useRef, useState } from 'react'

const INPUT = '[data-sluice="composer-input"]'

/**
 * The session that a chat shows: the one that it is given, or one that was opened in its place since. The application opens it where it says how. What had the
 * focus is gone with the session, so the composer of the other has it.
 */
export function useShownSession(
  chat: RefObject<HTMLElement | null>,
  given: SessionRef,
  onOpen: ((session: SessionRef) => void) | undefined,
): { readonly shown: SessionRef; readonly open: (session: SessionRef) => void } {
  const [opened, setOpened] = useState<{ readonly from: SessionRef; readonly to: SessionRef } | null>(null)
  const isOpened = opened !== null && opened.from.agent === given.agent && opened.from.id === given.id
  const shown = isOpened ? opened.to : given
  const isAsked = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for another session
  useEffect(() => {
    if (isAsked.current) chat.current?.querySelector<HTMLElement>(INPUT)?.focus()
    isAsked.current = false
  }, [chat, shown.agent, shown.id])
  return {
    shown,
    open(session) {
      isAsked.current = true
      if (onOpen) onOpen(session)
      else setOpened({ from: given, to: session })
    },
  }
}
