import type { UiMessage } from './wire.ts'

/** A message that is being written, and which of its parts the ids of its stream stand for. */
export interface Draft {
  readonly message: UiMessage
  /** The place of a text by the first letter of its kind and the id of the step. */
  readonly places: Readonly<Record<string, number>>
}
