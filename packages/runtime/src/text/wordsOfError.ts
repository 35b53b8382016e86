/** What a thrown value says; anything can be thrown, also what cannot be made a text. */
export function wordsOfError(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return ''
  }
}
