/** A piece of what a model says, as it is said: the data of an SSE event `live`. */
export interface LivePiece {
  /** Flue's id of the model call, which its chunk `message-started` names too. */
  readonly turnId: string
  /** Counts the pieces of a call from 0 on, so that a missing one is noticed. */
  readonly index: number
  readonly kind: 'text' | 'reasoning'
  readonly delta: string
}
