import type { KeyParts, KeyText, Position } from './operations.ts'

/** A session as the database knows it. */
export interface Stream {
  readonly id: number
  readonly name: KeyText
  readonly key: KeyParts
  /** The head; null while there are only blobs. */
  head: Position | null
  /**
   * Rows of the newest events, in order: of the last at least, where there is one. Those before are in `chunks`. The inside of a JSON array, which
   * grows at its end.
   */
  tail: string
  tailLength: number
  /** The sequence before that of the first event of the tail. */
  tailAfter: number
}

/** The name of a session in a message to a person. */
export function nameOf({ key }: Stream): string {
  return key.join('/')
}
