import type { Id } from '@sluice/protocol'
import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react'
import { elementId } from '../message/elementId.ts'
import { type Focused, focusedIn, handOver } from './keepFocus.ts'
import type { Reveal } from './ThreadContext.tsx'
import type { ThreadRow } from './threadRows.ts'

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
 * One row of a feed is in the tab order: the one that had the focus last, at first the newest. On a row, the arrow keys, Home and End go from row to row; inside of
 * one, Page Up and Page Down do, as other keys are its controls'. Escape goes back to what scrolls. No row renders again for it. A row that goes away with the focus
 * gives it to what stands in its place.
 */
export function useRoving(
  feed: RefObject<HTMLElement | null>,
  rows: readonly ThreadRow[],
  reveal: (message: Id, how: Reveal) => void,
): {
  onFocus(event: FocusEvent<HTMLElement>): void
  onBlur(): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
} {
  const active = useRef<HTMLElement | null>(null)
  const isChosen = useRef(false)
  const focused = useRef<Focused | null>(null)
  const latest = useRef(rows)
  latest.current = rows

  const activate = useCallback((row: HTMLElement) => {
    if (active.current) active.current.tabIndex = -1
    row.tabIndex = 0
    active.current = row
  }, [])

  useEffect(() => {
    // What is removed from a page loses the focus to it, and says nothing.
    if (focused.current && document.activeElement === document.body) handOver(focused.current, rows)
    if (isChosen.current && active.current?.isConnected) return
    isChosen.current = false
    const newest = [...(feed.current?.querySelectorAll<HTMLElement>(ROW) ?? [])].at(-1)
    if (newest) activate(newest)
  }, [rows, feed, activate])

  const onFocus = useCallback(
    (event: FocusEvent<HTMLElement>) => {
      const row = (event.target as Element).closest<HTMLElement>(ROW)
      if (!row) return
      isChosen.current = true
      focused.current = focusedIn(latest.current, row, event.target)
      activate(row)
    },
    [activate],
  )

  const onBlur = useCallback(() => {
    focused.current = null
  }, [])

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
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
      const messages = latest.current.filter(each => each.kind === 'message')
      const at = messages.findIndex(each => elementId(each.id) === row.id)
      const next = messages[Math.min(messages.length - 1, Math.max(0, at + step))]
      if (!next) return
      event.preventDefault()
      const element = document.getElementById(elementId(next.id))
      if (element) element.focus()
      else reveal(next.id, 'focus')
    },
    [reveal],
  )

  return { onFocus, onBlur, onKeyDown }
}
