import type { FakeClock } from '../clock/createFakeClock.ts'
import type { LogOptions } from '../log/createLog.ts'

/** What the server of a test is made of. */
export interface TestServerOptions {
  readonly clock: FakeClock
  /** How long a frame travels, each way. */
  readonly latencyMs?: number
  /** The principal of a token, with its tenant where there are several; null refuses it. Everybody is `ann` when absent. */
  readonly authenticate?: (
    token: string | undefined,
  ) => string | { readonly id: string; readonly tenant: string } | null
  /** How long a token holds from the time of each hello, in ms; for ever when absent. Nothing happens when it is over. */
  readonly tokenLastsMs?: number
  readonly rules?: NonNullable<LogOptions['rules']>
  /** Characters of a piece of a snapshot. */
  readonly pieceLength?: number
  /** Events of a frame. */
  readonly frameLength?: number
  /** Directory subscriptions are told of the sessions; else they are told of none, so that a test can say what is in it. */
  readonly directory?: boolean
  /** Missed events above which a subscription gets a snapshot instead. */
  readonly replayLimit?: number
}
