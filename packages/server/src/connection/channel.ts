/** A subscription of a connection. */
export interface Channel {
  /** Ends it without a word to the client; ending twice is ending once. */
  end(): void
}
