import type { ConnectionReport } from '@sluice/protocol'

/** A subscription as an operator sees it. */
export type ChannelReport = Omit<ConnectionReport['connections'][number]['channels'][number], 'channel'>

/** A subscription of a connection. */
export interface Channel {
  /** How far it is. [S16] */
  report(): ChannelReport
  /** Ends it without a word to the client; ending twice is ending once. */
  end(): void
}
