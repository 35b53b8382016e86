import type { Id } from '@sluice/protocol'
import { useHistory } from '@sluice/react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { elementId, messageOfHash } from '../message/elementId.ts'
import { useSessionRef } from '../session/SessionScope.tsx'

/** Goes to the message that the address names, `#message-<id>`, and marks it; loads older history until it is there. */
export function useDeepLink(
  line: readonly Id[],
  isLive: boolean,
  content: RefObject<HTMLElement | null>,
  leaveEnd: () => void,
): void {
  const { older, status, loadOlder } = useHistory(useSessionRef())
  const [wanted, setWanted] = useState<Id | null>(null)
  const marked = useRef<Element | null>(null)

  useEffect(() => {
    const read = () => setWanted(messageOfHash(location.hash))
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])

  useEffect(() => {
    if (wanted === null || !isLive) return
    const isHeld = line.includes(wanted)
    if (!isHeld && older > 0 && status === 'idle') void loadOlder()
    if (!isHeld && older > 0 && status !== 'failed') return
    setWanted(null)
    const row = content.current?.querySelector(`#${CSS.escape(elementId(wanted))}`)
    if (!row) return
    leaveEnd()
    row.scrollIntoView({ block: 'start' })
    // React does not know this attribute, so that the mark stays when the row is rendered again.
    marked.current?.removeAttribute('data-message-marked')
    row.setAttribute('data-message-marked', '')
    marked.current = row
  }, [wanted, isLive, line, older, status, loadOlder, content, leaveEnd])
}
