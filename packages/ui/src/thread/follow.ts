/** Whether the reader is at the end of the thread and stays there as it grows. */
export interface Follow {
  readonly following: boolean
  /** Where the viewport stood when it was last told of. */
  readonly top: number
}

/** What the viewport tells: where it stands and how far its end is, in CSS pixels. */
export interface Scrolled {
  readonly top: number
  readonly toEnd: number
}

/** As near as this counts as being at the end: half a line. */
const AT_END_PX = 12

/** Whether the end is as near as that, in CSS pixels. */
export const isAtEnd = (toEnd: number): boolean => toEnd <= AT_END_PX

/** The reader starts at the end. */
export const startFollowing: Follow = { following: true, top: 0 }

/** Scrolling up leaves the end, arriving there follows again; growth of the content below alone changes nothing. */
export function follow(state: Follow, { top, toEnd }: Scrolled): Follow {
  if (isAtEnd(toEnd)) return { following: true, top }
  return { following: top < state.top ? false : state.following, top }
}

/**
 * Whether what is shown may be moved for something above it that changed its size. Not when it stands elsewhere than where it was last told of: a link, a search or the focus
 * has just moved it, and whoever asks counts from before that.
 */
export function mayCorrect({ following, top }: Follow, now: number): boolean {
  return following || Math.abs(now - top) <= 1
}
