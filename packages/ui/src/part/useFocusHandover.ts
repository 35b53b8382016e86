import { type RefObject, useLayoutEffect } from 'react'

/**
 * Gives the focus on when the element that holds it goes away: to the row that it stands in, else to the composer of its chat. Without it the browser
 * would put the focus at the beginning of the page. [K9]
 */
export function useFocusHandover(own: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = own.current
    const row = element?.closest<HTMLElement>('[data-sluice="message"]')
    const chat = element?.closest('[data-sluice="chat"]')
    return () => {
      if (!element?.contains(document.activeElement)) return
      const next = row ?? chat?.querySelector<HTMLElement>('[data-sluice="composer-input"]')
      next?.focus({ preventScroll: true })
    }
  }, [own])
}
