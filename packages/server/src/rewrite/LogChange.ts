import type { AnyEvent, Offset } from '@sluice/protocol'

/** What becomes of one event of a log, under its own offset. */
export interface LogChange {
  readonly offset: Offset
  /** The event that stands there from now on; null when its offset is gone. */
  readonly event: AnyEvent | null
}
