import type { ConnectionStatus } from './vocabulary.ts'

/** What the chat says of the way to the server: the connection, the conversation that is followed, and what is sent. */
export interface ConnectionMessages {
  readonly connection: Readonly<Record<ConnectionStatus, string>>
  readonly catchingUp: string
  readonly notShown: string
  /** Why, by the code of the protocol; for others the server's own sentence is shown. */
  readonly notShownFor: Readonly<Record<string, string>>
  /** The server is newer than the page. */
  readonly outdated: string
  readonly reload: string
  /** The first connection has not come about yet. */
  readonly noAnswer: string
  readonly nextAttempt: (duration: string) => string
  readonly nothingLost: string
  /** Since when what is shown may be old. */
  readonly shownAsOf: (time: string) => string
  readonly reconnect: string
  readonly outboxWaiting: string
  readonly outboxSending: string
  readonly outboxRefused: string
  readonly outboxExpired: string
  /** Why something was not sent, by the code of the protocol; for others the server's own sentence is shown. */
  readonly outboxRefusedFor: Readonly<Record<string, string>>
  readonly outboxAction: Readonly<Record<string, string>>
}
