import { type FocusEvent, type KeyboardEvent, useCallback, useRef } from 'react'

const ROW = '[data-sluice="message"]'

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 1,
  PageUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/**
 * One row of a feed is in the tab order: the one that had the focus last. On a row, the arrow keys, Home and End go from row to row; inside of
 * one, Page Up and Page Down do, as other keys are its controls'. Escape goes back to what scrolls. No row renders again for it.
 */
export function useRoving(): {
  onFocus(event: FocusEvent<HTMLElement>): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
} {
  const active = useRef<HTMLElement | null>(null)

  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    const row = (event.target as Element).closest<HTMLElement>(ROW)
    if (!row || row === active.current) return
    if (active.current) active.current.tabIndex = -1
    row.tabIndex = 0
    active.current = row
  }, [])

  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as Element
    const row = target.closest<HTMLElement>(ROW)
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (target.matches('input, textarea, select, [contenteditable]')) return
    if (event.key === 'Escape') {
      event.currentTarget.closest<HTMLElement>('[data-sluice="thread-viewport"]')?.focus()
      return
    }
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined
    if (step === undefined || (target !== row && !event.key.startsWith('Page'))) return
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(ROW)]
    const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + step))]
    event.preventDefault()
    next?.focus()
  }, [])

  return { onFocus, onKeyDown }
}
