/** A panel that shows a position of the log. */
export type FollowingPanel = 'course' | 'event' | 'view'

/** Where each panel is, null being live, and whose turn is next. */
export interface PanelTurns extends Readonly<Record<FollowingPanel, number | null>> {
  readonly turn: number
}

// The course is scrolled in its own frame and draws its rows in the one after it, which is left to that.
const turns: readonly (FollowingPanel | null)[] = ['course', null, 'event', 'view']

/** All panels at one position. */
export function panelsAt(position: number | null): PanelTurns {
  return { course: position, event: position, view: position, turn: 0 }
}

/** Whether all panels are at a position. */
export function areAt({ course, event, view }: PanelTurns, position: number | null): boolean {
  return course === position && event === position && view === position
}

/** Moves the next panel that is not there to a position, one in a frame; the same object where all are. [D2] */
export function nextTurn(before: PanelTurns, position: number | null): PanelTurns {
  if (areAt(before, position)) return before
  for (let turn = before.turn % turns.length; ; turn = (turn + 1) % turns.length) {
    const panel = turns[turn]
    if (panel == null) return { ...before, turn: turn + 1 }
    if (before[panel] !== position) return { ...before, [panel]: position, turn: turn + 1 }
  }
}
