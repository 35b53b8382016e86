/** What a parser of outside input returns: the value, or a sentence that says what was wrong and where. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }
