import { createContext, useContext, useEffect, useRef } from 'react'
import { isTyping } from './isTyping.ts'

/** Where keys are listened to: the whole page when null, or the panels alone where the page is somebody else's. */
export const KeysTarget = createContext<EventTarget | null>(null)

/** Answers keys wherever the focus is, but in a field or a dialog, and where nothing nearer has answered them. `onKey` says whether it did. */
export function usePageKeys(onKey: (key: string) => boolean): void {
  const latest = useRef(onKey)
  const target = useContext(KeysTarget)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const listen = (pressed: Event) => {
      const event = pressed as KeyboardEvent
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target))
        return
      if (latest.current(event.key)) event.preventDefault()
    }
    const from = target ?? window
    from.addEventListener('keydown', listen)
    return () => from.removeEventListener('keydown', listen)
  }, [target])
}

/** Has the page answer a key as if it was pressed, for who offers the same by other means. */
export function pressKey(key: string): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
}
