import type { assemble } from '../assemble.ts'
import type { askedBefore, messagesOf, newTurn, upsert } from '../Chat.ts'
import type { confirm, newStream } from '../receive.ts'

/** The steps of a chat that a page has anyway: handed in, so that they are not cut into pieces for the code that is loaded later. */
export interface ChatSteps {
  readonly assemble: typeof assemble
  readonly askedBefore: typeof askedBefore
  readonly messagesOf: typeof messagesOf
  readonly newTurn: typeof newTurn
  readonly upsert: typeof upsert
  readonly confirm: typeof confirm
  readonly newStream: typeof newStream
}
