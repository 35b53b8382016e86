import type { KeyboardEvent } from 'react'

/** An Enter that confirms a word of an input method is not meant for us; some browsers tell only by the key code 229. */
export const isComposing = (event: KeyboardEvent): boolean =>
  event.nativeEvent.isComposing || event.keyCode === 229
