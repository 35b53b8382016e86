import type { Offset } from '@sluice/protocol'
import { everyFamily, type FamilyFilter } from './log/familyFilter.ts'
import type { ViewSide } from './view/ViewPanel.tsx'

/** The ways in which the course of a session is shown. */
export type CoursePanel = 'log' | 'waterfall'

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
}

/** A session looked at live, with nothing left out. */
export const liveSelection: Selection = {
  offset: null,
  families: everyFamily,
  find: '',
  onlyFailed: false,
  panel: 'log',
  side: 'conversation',
}
