import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { onNextFrame } from '../edge/pageTasks.ts'
import { follow, isAtEnd, mayCorrect, startFollowing } from './follow.ts'

/** What a thread knows of its scrolling. */
export interface Following {
  readonly viewport: RefObject<HTMLElement | null>
  readonly content: RefObject<HTMLElement | null>
  readonly following: boolean
  onScroll(): void
  jumpToLatest(): void
  /** Goes to the end and stays there; the focus stays where it is. */
  goToEnd(): void
  /** Stays where the reader is put next. */
  leaveEnd(): void
  /** Moves the viewport to where what is read stands now: not the reader's doing, so that the end is not left by it. */
  place(top: number): void
  /** The same for a row above that turned out to have another height. Nothing where somebody has just moved the viewport. */
  correct(top: number): void
}

/** Chromium paints so far around what is seen; of what is put further away in one frame it may paint nothing until it moves again. */
const PAINTED_PX = 4_000

/** Further down than any content. Setting it needs no measure. */
const END = 1e9

/** Whether all that the viewport holds is shown; one that is not drawn shows nothing. */
const isWhole = ({ scrollHeight, clientHeight }: Element): boolean =>
  clientHeight > 0 && isAtEnd(scrollHeight - clientHeight)

/**
 * Keeps a viewport at its end while the reader is there. The content's size is observed, never read: nothing here forces a layout while text
 * streams or while somebody types. [C5]
 */
export function useFollow(): Following {
  const viewport = useRef<HTMLElement | null>(null)
  const content = useRef<HTMLElement | null>(null)
  const state = useRef(startFollowing)
  const [following, setFollowing] = useState(true)

  const goToEnd = useCallback(() => {
    state.current = { ...state.current, following: true }
    setFollowing(true)
    if (viewport.current) viewport.current.scrollTop = END
  }, [])

  const jumpToLatest = useCallback(() => {
    goToEnd()
    // The button that was pressed goes away; the focus must not go with it.
    viewport.current?.focus({ preventScroll: true })
  }, [goToEnd])

  const leaveEnd = useCallback(() => {
    const element = viewport.current
    // Of what is shown as a whole, nobody is anywhere else than at its end.
    if (element && isWhole(element)) return
    state.current = { ...state.current, following: false }
    setFollowing(false)
  }, [])

  const place = useCallback((top: number) => {
    const element = viewport.current
    if (!element) return
    const before = element.scrollTop
    element.scrollTop = state.current.following ? END : top
    const now = element.scrollTop
    state.current = { ...state.current, top: now }
    if (state.current.following || Math.abs(now - before) < PAINTED_PX) return
    const move = (): void => {
      const { following, top } = state.current
      if (following || element.scrollTop !== top) return
      element.scrollTop = top + 1
      state.current = { following, top: element.scrollTop }
    }
    // The next frame is the one that it is put there in.
    onNextFrame(() => onNextFrame(move))
  }, [])

  const correct = useCallback(
    (top: number) => {
      const element = viewport.current
      if (element && mayCorrect(state.current, element.scrollTop)) place(top)
    },
    [place],
  )

  const onScroll = useCallback(() => {
    const element = viewport.current
    if (!element) return
    const toEnd = element.scrollHeight - element.clientHeight - element.scrollTop
    state.current = follow(state.current, { top: element.scrollTop, toEnd })
    setFollowing(state.current.following)
  }, [])

  useLayoutEffect(() => {
    const element = viewport.current
    if (!element || typeof ResizeObserver === 'undefined') return
    element.scrollTop = END
    const observer = new ResizeObserver(() => {
      // Where it comes to stand is kept: a viewport that moves with its end, as the content gets shorter, is not moved by the reader.
      if (state.current.following) place(END)
      else if (isWhole(element)) goToEnd()
    })
    observer.observe(element)
    if (content.current) observer.observe(content.current)
    return () => observer.disconnect()
  }, [place, goToEnd])

  return { viewport, content, following, onScroll, jumpToLatest, goToEnd, leaveEnd, place, correct }
}
