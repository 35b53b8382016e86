/** Keeps what is a reader's alone and not in the log: drafts, and how far they have read. Never throws. */
export interface UiStorage {
  get(key: string): string | null
  /** Null forgets it. */
  set(key: string, value: string | null): void
}
