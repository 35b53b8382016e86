import type { MouseEvent } from 'react'

/** Goes to a place of this page and leaves its address alone, which may be the app's. */
export function goTo(event: MouseEvent, place: HTMLElement | null | undefined): void {
  if (!place) return
  event.preventDefault()
  place.focus()
}
