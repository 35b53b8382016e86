import { findMessage, lineOf, type View } from '@sluice/fold'
import { useSession } from '@sluice/react'
import { type KeyboardEvent, useCallback, useRef } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'

/** What people said in a conversation, the newest first. */
function saidIn(view: View): readonly string[] {
  const texts = lineOf(view).flatMap(id => {
    const message = findMessage(view, id)
    if (message?.role !== 'user') return []
    const parts = message.parts.flatMap(part =>
      typeof part !== 'string' && part.kind === 'text' ? part.text : [],
    )
    return parts.join('\n')
  })
  return [...new Set(texts.reverse())].filter(text => text !== '')
}

/**
 * Brings back what was said: the up arrow in an empty composer, again for older ones, and the down arrow for newer ones until it is empty
 * again. A text that was changed is left alone.
 */
export function useRecall(text: string, setText: (text: string) => void): (event: KeyboardEvent) => void {
  const store = useSession(useSessionRef())
  const recalled = useRef({ at: -1, text: '' })
  return useCallback(
    event => {
      const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
      if (step === 0 || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey) return
      if (text !== recalled.current.text) recalled.current = { at: -1, text: '' }
      if (text !== recalled.current.text) return
      const at = recalled.current.at + step
      const next = at < 0 ? '' : saidIn(store.getView())[at]
      if (next === undefined || (at < 0 && text === '')) return
      event.preventDefault()
      recalled.current = { at: Math.max(-1, at), text: next }
      setText(next)
    },
    [text, setText, store],
  )
}
