import type { Id } from '@sluice/protocol'
import { useHistory } from '@sluice/react'
import { type RefObject, useCallback, useEffect, useState } from 'react'
import { elementId, messageOfHash } from '../message/elementId.ts'
import { useGoTo, useSessionRef } from '../session/SessionScope.tsx'
import type { Reveal } from './ThreadContext.tsx'

/** What a thread goes to and marks. */
export interface Revealing {
  readonly marked: Id | null
  readonly revealed: Id | null
  reveal(message: Id, how?: Reveal): void
}

interface Wanted {
  readonly message: Id
  readonly how: Reveal
}

/** A thread that grows long with the page in which a message was found is laid out anew first, which takes a few frames. */
const MOST_FRAMES = 30

/** Goes to a message that is asked for or that the address names, `#message-<id>`; loads older history until it is there. */
export function useReveal(
  line: readonly Id[],
  isLive: boolean,
  isAtEnd: boolean,
  content: RefObject<HTMLElement | null>,
  leaveEnd: () => void,
): Revealing {
  const { older, status, loadOlder } = useHistory(useSessionRef(), { isAtEnd })
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const [revealed, setRevealed] = useState<Id | null>(null)
  const [marked, setMarked] = useState<Id | null>(null)
  const [frames, setFrames] = useState(0)
  const reveal = useCallback((message: Id, how: Reveal = 'mark') => setWanted({ message, how }), [])

  const goTo = useGoTo()
  useEffect(() => {
    if (goTo !== null) reveal(goTo, 'arrive')
  }, [goTo, reveal])

  useEffect(() => {
    const read = () => {
      const message = messageOfHash(location.hash)
      if (message !== null) reveal(message)
    }
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [reveal])

  useEffect(() => {
    if (wanted === null || !isLive) return
    const { message, how } = wanted
    const isHeld = line.includes(message)
    if (!isHeld && older > 0 && status === 'idle') void loadOlder()
    if (!isHeld && older > 0 && status !== 'failed') return
    // One that is far away is drawn first, and gone to with the next effect.
    if (isHeld && revealed !== message) return setRevealed(message)
    const row = content.current?.querySelector<HTMLElement>(`#${CSS.escape(elementId(message))}`)
    if (isHeld && !row && frames < MOST_FRAMES) {
      const frame = requestAnimationFrame(() => setFrames(frames + 1))
      return () => cancelAnimationFrame(frame)
    }
    setFrames(0)
    setWanted(null)
    if (!row) return
    if (how === 'focus') return row.focus()
    leaveEnd()
    row.scrollIntoView({ block: 'start' })
    if (how === 'arrive') row.focus({ preventScroll: true })
    setMarked(message)
  }, [wanted, isLive, line, older, status, loadOlder, content, leaveEnd, revealed, frames])

  return { marked, revealed, reveal }
}
