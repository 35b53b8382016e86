import { useCallback, useEffect, useState } from 'react'
import { useThread } from '../thread/ThreadContext.tsx'

const isFindKey = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'f'

/**
 * Opens the search of the thread around by Ctrl or Cmd and F, while the focus is in its chat or nowhere. In the search itself the keys are the
 * browser's, so that pressing them twice searches the page. It is loaded once somebody is in the chat, so that it takes what is typed right behind the keys.
 */
export function useFindKey(load: () => void): { readonly isOpen: boolean; close(): void } {
  const { viewport } = useThread()
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const chat = viewport.current?.closest('[data-sluice="chat"]') ?? viewport.current
    chat?.addEventListener('focusin', load, { once: true })
    return () => chat?.removeEventListener('focusin', load)
  }, [viewport, load])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const focused = document.activeElement
      const chat = viewport.current?.closest('[data-sluice="chat"]') ?? viewport.current
      const isHere = focused === document.body || chat?.contains(focused)
      if (!isFindKey(event) || !isHere || focused?.closest('[data-sluice="find"]')) return
      event.preventDefault()
      setOpen(true)
      chat?.querySelector<HTMLElement>('[data-sluice="find-input"]')?.focus()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [viewport])
  const close = useCallback(() => {
    setOpen(false)
    viewport.current?.focus({ preventScroll: true })
  }, [viewport])
  return { isOpen, close }
}
