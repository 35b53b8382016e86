import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'

/** A view that was kept. */
export interface KeptView {
  readonly view: View
  /** Local time in ms when it was last known to be that of the head. */
  readonly savedAt: number
}

/** Keeps the last view of each session for the next page. It is a copy: losing it loses nothing. */
export interface ViewStorage {
  /** The view that was kept, or null; one that was folded with other revisions is none. [W6] */
  load(session: SessionRef): Promise<KeptView | null>
  /** Takes note of a newer view, or that there is none to keep. It is written when there is time, the last one wins. */
  save(session: SessionRef, view: View | null): void
}
