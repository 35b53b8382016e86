/** What the first line of a block says about it. */
export type LineKind = 'blank' | 'fence' | 'heading' | 'rule' | 'quote' | 'item' | 'text'

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
const QUOTE = /^ {0,3}>/
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/

/** Tells what kind of block a line begins. */
export function lineKind(line: string): LineKind {
  if (line.trim() === '') return 'blank'
  if (FENCE.test(line)) return 'fence'
  if (HEADING.test(line)) return 'heading'
  if (RULE.test(line)) return 'rule'
  if (QUOTE.test(line)) return 'quote'
  return ITEM.test(line) ? 'item' : 'text'
}

/** The fence that a line opens, and the language after it; null when the line opens none. */
export function openFence(line: string): { fence: string; indent: number; language: string } | null {
  const match = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$/.exec(line)
  if (!match) return null
  return { indent: match[1]?.length ?? 0, fence: match[2] ?? '', language: match[3] ?? '' }
}

/** Tells whether a line closes a fence: the same character, at least as many, nothing behind. */
export function closesFence(line: string, fence: string): boolean {
  const trimmed = line.trim()
  return trimmed.length >= fence.length && trimmed === (fence[0] ?? '').repeat(trimmed.length)
}

/** Columns of white space before a line's text. */
export const indentOf = (line: string): number => line.length - line.trimStart().length

/** The kind of marker of a list's line: its bullet, or what stands behind its number. Another kind begins another list. */
export const markerOf = (line: string): string =>
  /^ *(?:([-*+])|\d{1,9}([.)]))/.exec(line)?.slice(1).join('') ?? ''
