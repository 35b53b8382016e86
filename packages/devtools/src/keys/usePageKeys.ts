import { useEffect, useRef } from 'react'
import { isTyping } from './isTyping.ts'

/** Answers keys wherever the focus is, but in a field or a dialog, and where nothing nearer has answered them. `onKey` says whether it did. */
export function usePageKeys(onKey: (key: string) => boolean): void {
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target))
        return
      if (latest.current(event.key)) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

/** Has the page answer a key as if it was pressed, for who offers the same by other means. */
export function pressKey(key: string): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
}
