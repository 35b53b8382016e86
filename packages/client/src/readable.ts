/** A value that changes: `getSnapshot` returns the same reference until it does, `subscribe` is told after each change and returns its unsubscribe. */
export interface Readable<T> {
  getSnapshot(): T
  /** What it was on the server that has drawn the page, where it was drawn there. */
  getServerSnapshot?(): T
  subscribe(listener: () => void): () => void
}
