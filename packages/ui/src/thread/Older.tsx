import { useHistory } from '@sluice/react'
import { type RefObject, useEffect, useRef } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useThread } from './ThreadContext.tsx'

/** What the button for older history exposes: `data-history-status`. */
export interface OlderState {
  readonly historyStatus: 'idle' | 'loading' | 'failed'
}

/** So far above the viewport that a page is there before a reader scrolls to it. */
const AHEAD = '800px 0px 0px 0px'

/** Calls back while an element comes near what is shown; a browser without observers has the button. */
function useNear(
  element: RefObject<Element | null>,
  viewport: RefObject<Element | null>,
  isActive: boolean,
  near: () => void,
): void {
  useEffect(() => {
    if (!isActive || !element.current || typeof IntersectionObserver === 'undefined') return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) near()
      },
      { root: viewport.current, rootMargin: AHEAD },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, viewport, isActive, near])
}

/** Loads the messages before the first one, when it is scrolled to or pressed; nothing when the thread begins with the first of all. [F7] */
export function Older(props: PartProps<'button', OlderState>) {
  const { viewport, state: thread } = useThread()
  const { older, status, loadOlder } = useHistory(useSessionRef(), { isAtEnd: thread.following })
  const { messages, format } = useUi()
  const own = useRef<HTMLButtonElement>(null)
  const isThere = older > 0 && thread.threadPhase === 'live'
  useNear(own, viewport, isThere && status === 'idle', loadOlder)
  const words: Record<OlderState['historyStatus'], string> = {
    idle: messages.showOlder(format.number(older)),
    loading: messages.olderLoading,
    failed: messages.olderFailed,
  }
  const state = { historyStatus: status }
  const element = usePartElement('button', 'thread-older', state, props, {
    ref: own,
    type: 'button',
    onClick: () => void loadOlder(),
    children: words[status],
  })
  return isThere ? element : null
}
