/**
 * What a conversation says, a line for each part in their order: `user: …`, `assistant: …`, `reasoning: …` with letters and digits alone, and
 * `tool lookup: completed`. How runs ended that did not complete comes last, as `run: failed`.
 */
export type Transcript = readonly string[]

/** What is said, without the marks of markdown, spaces and line ends, which a page draws instead. */
const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

/** A line of a transcript. */
export const line = (speaker: string, text: string): string => `${speaker}: ${lettersOf(text)}`

/** Whether a transcript is as expected; an expected line that ends with `…` is the beginning of one. */
export const isAsExpected = (found: Transcript, expected: Transcript): boolean =>
  found.length === expected.length &&
  expected.every((wanted, index) =>
    wanted.endsWith('…') ? found[index]?.startsWith(wanted.slice(0, -1)) === true : found[index] === wanted,
  )
