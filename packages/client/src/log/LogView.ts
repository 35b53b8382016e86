import type { Envelope } from '@sluice/protocol'
import type { Problem } from '../problem.ts'

/** A session's log as far as it was read. */
export interface LogView {
  /** Shared by all snapshots and growing at its end only: a reader looks at the first `count`. Another array is another history. */
  readonly envelopes: readonly Envelope[]
  readonly count: number
  /** `connecting` also after a drop, `live` while everything up to the head is here, `closed` when the log cannot be read. */
  readonly phase: 'connecting' | 'catching-up' | 'live' | 'closed'
  /** Why it is closed. */
  readonly error: Problem | null
}
