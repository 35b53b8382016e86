import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'

/** A view that was kept. */
export interface KeptView {
  readonly view: View
  /** Local time in ms when it was last known to be that of the head. */
  readonly savedAt: number
  /** Whose it is, as it was saved; one without is of whoever asks first. [C11] */
  readonly person?: string
}

/** Keeps the last view of each session for the next page. It is a copy: losing it loses nothing. */
export interface ViewStorage {
  /** The view that was kept of a person, or, where null does not say, of who was there last; null where there is none. One that was folded with other revisions is none. [W6] */
  load(session: SessionRef, person?: string | null): Promise<KeptView | null>
  /** Takes note of a person's newer view, or that there is none to keep. It is written when there is time, the last one wins. */
  save(session: SessionRef, view: View | null, person?: string | null): void
}
