import { type ReactNode, type RefObject, useCallback, useEffect, useState } from 'react'
import { onDemand } from '../part/onDemand.tsx'
import { KeysContext } from './KeysContext.tsx'

/** The map of keys, loaded when it is first asked for. */
export const LoadedKeys = onDemand(async () => (await import('./KeysView.tsx')).KeysView)

const isWriting = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null

/** The props of {@link KeysScope}. */
export interface KeysScopeProps {
  /** The map is opened by its key while the focus is in here, so that the page around keeps its own. */
  readonly chat: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

/** Opens the map of keys: by the question mark where nobody writes, or by what is inside and asks for it. [K28] */
export function KeysScope({ chat, children }: KeysScopeProps) {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  useEffect(() => {
    const element = chat.current
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.defaultPrevented || event.isComposing || isWriting(event.target)) return
      event.preventDefault()
      setOpen(true)
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  }, [chat])
  return (
    <KeysContext value={open}>
      {children}
      {isOpen && <LoadedKeys onClose={close} />}
    </KeysContext>
  )
}
