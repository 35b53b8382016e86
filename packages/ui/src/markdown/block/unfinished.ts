import { type Builder, closeTip } from './Builder.ts'
import { openTable } from './starts.ts'
import { cellsOf } from './table.ts'

/** A line of which it is not known yet what it will be: marks of a list, a rule, a heading, a fence or a row of delimiters, or a definition. */
const UNKNOWN = /^[\s>]*(?:[-=*+_#~`|:\s]+|\d{1,9}[.)]?|\[[^\]^][^\]]*\]:.*|<!?-?|\[[ xX]?\]?)\s*$/
const MARKER_AND_UNKNOWN = /^([\s>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)(?:[-=*+_#~`|:]+|\[[ xX]?\]?)\s*$/
const FENCE = /^([\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:`{3,}|~{3,})).*$/

/** What of an unfinished line can be drawn already. */
export function holdBack(line: string): string {
  if (UNKNOWN.test(line)) return ''
  const fence = FENCE.exec(line)
  // The language is known when its line is finished.
  if (fence) return fence[1] ?? ''
  return line.replace(MARKER_AND_UNKNOWN, '$1')
}

/** Takes a row at the end of an open paragraph as the head of a table that is still being written. */
export function openTableEarly(builder: Builder): void {
  const { tip } = builder
  const head = tip.type === 'paragraph' ? (tip.lines.at(-1) ?? '') : ''
  if (!/^\|.*[^\s|]/.test(head)) return
  openTable(
    builder,
    tip,
    cellsOf(head).map(() => null),
  )
  if (builder.tip.type !== 'table') closeTip(builder)
}
