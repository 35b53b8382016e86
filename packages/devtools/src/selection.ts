import type { Offset, SessionRef } from '@sluice/protocol'
import { everyFamily, type FamilyFilter } from './log/familyFilter.ts'
import type { ViewSide } from './view/ViewPanel.tsx'

/** The ways in which the course of a session is shown. */
export type CoursePanel = 'log' | 'waterfall' | 'compare'

/** What is looked at in a session; small enough for a URL. */
export interface Selection {
  /** The selected event; null while the session is looked at live. */
  readonly offset: Offset | null
  readonly families: FamilyFilter
  /** What an event of the log has to hold somewhere; everything when empty. */
  readonly find: string
  /** Only events that say that something failed. */
  readonly onlyFailed: boolean
  /** What stands beside the view. */
  readonly panel: CoursePanel
  readonly side: ViewSide
  /** The selected place of the shared state, as a pointer; null for that of the selected event. */
  readonly path: string | null
  /** The offset with which the state is compared. */
  readonly against: Offset | null
  /** The session with which this one is compared. */
  readonly other: SessionRef | null
}

/** A session looked at live, with nothing left out. */
export const liveSelection: Selection = {
  offset: null,
  families: everyFamily,
  find: '',
  onlyFailed: false,
  panel: 'log',
  side: 'conversation',
  path: null,
  against: null,
  other: null,
}
