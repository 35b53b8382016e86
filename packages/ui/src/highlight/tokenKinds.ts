/** What a piece of code may be, each with a colour: `--sl-code-keyword`. */
export const TOKEN_KINDS = [
  'comment',
  'keyword',
  'string',
  'constant',
  'function',
  'type',
  'variable',
  'inserted',
  'deleted',
] as const

/** What a piece of code is. */
export type TokenKind = (typeof TOKEN_KINDS)[number]

/** A piece of code that has a colour, by its place in the text. */
export interface CodeToken {
  readonly start: number
  readonly end: number
  readonly kind: TokenKind
}
