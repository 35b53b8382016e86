import { normalizeLabel, readDestination, readLabel, readTitle, unescapeText } from '../inline/address.ts'
import type { Definition } from '../tree.ts'

const skip = (text: string, at: number, pattern: RegExp): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

const SPACE_AND_LINE = /[ \t]*\n?[ \t]*/y
const SPACE = /[ \t]*/y

/** A definition at the start of a text, and where it ends. */
interface FoundDefinition extends Definition {
  readonly label: string
  readonly end: number
}

const endsLine = (text: string, at: number): boolean => at >= text.length || text[at] === '\n'

/** Reads a link reference definition at the start of a paragraph; null when there is none. */
export function readDefinition(text: string): FoundDefinition | null {
  const label = readLabel(text, 0)
  if (label === null || text[label.end] !== ':' || normalizeLabel(label.text) === '') return null
  const destination = readDestination(text, skip(text, label.end + 1, SPACE_AND_LINE))
  if (destination === null || destination.end === label.end + 1) return null
  const gap = skip(text, destination.end, SPACE_AND_LINE)
  const title = gap > destination.end ? readTitle(text, gap) : null
  const afterTitle = title ? skip(text, title.end, SPACE) : -1
  const found = { label: normalizeLabel(label.text), url: unescapeText(destination.text) }
  if (title && endsLine(text, afterTitle))
    return { ...found, title: unescapeText(title.text), end: Math.min(text.length, afterTitle + 1) }
  // What looked like a title on the next line is the text of the paragraph.
  const end = skip(text, destination.end, SPACE)
  return endsLine(text, end) ? { ...found, title: null, end: Math.min(text.length, end + 1) } : null
}
