/** What an open socket can do. */
export interface Socket {
  send(text: string): void
  close(): void
}

/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketListener {
  opened(): void
  message(text: unknown): void
  closed(): void
}

/** Opens a socket that speaks the protocol's frames; one attempt, no retries of its own, nothing queued. */
export type Connect = (listener: SocketListener) => Socket

/** Everything impure that the client uses, handed in so that a simulation can drive it. [X1] */
export interface Environment {
  /** The local clock in ms. */
  now(): number
  /** A number from 0 up to 1. */
  random(): number
  /** A new id of 22 or more of `[A-Za-z0-9_-]` that nobody can guess; names commands. [E4] */
  newId(): string
  /** Calls back once after a delay; returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Calls back before the next paint, or within 250 ms while the page is hidden; returns a function that cancels it. [C5] */
  onFrame(run: () => void): () => void
  /** Calls back as soon as the page has had its turn. [C4] */
  yieldToPage(run: () => void): void
  /** Tells when the page or its machine wakes, the page is shown again or comes online; returns the unsubscribe. [C1 W2] */
  onWake(listener: () => void): () => void
}
