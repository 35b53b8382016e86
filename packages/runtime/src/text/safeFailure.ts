import type { Failure } from '@sluice/protocol'
import type { Redactor } from './createRedactor.ts'

/** A little less than an event takes, in UTF-16 units. */
const MESSAGE_LENGTH = 8000

/** A failure as it may stand in the log: without secrets, which providers and tools like to quote, and no longer than an event takes. [E6] [E8] */
export function safeFailure(redactor: Redactor, { code, message }: Failure): Failure {
  return { code, message: redactor.beginning(message, MESSAGE_LENGTH) }
}
