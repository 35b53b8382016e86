import type { Definition, Inline } from '../tree.ts'
import { normalizeLabel, readDestination, readLabel, readTitle, unescapeText } from './address.ts'
import { closeMarks, type Piece, resolveMarks, settle } from './marks.ts'
import type { Bracket, Scan } from './scan.ts'

interface Target extends Definition {
  readonly end: number
  readonly pending?: boolean
}

const SPACE = /[ \t]*\n?[ \t]*/y

const skipSpace = (text: string, at: number): number => {
  SPACE.lastIndex = at
  SPACE.test(text)
  return SPACE.lastIndex
}

/** Reads `(address "title")`. */
function readResource(text: string, at: number): Target | null {
  if (text[at] !== '(') return null
  const from = skipSpace(text, at + 1)
  if (text[from] === ')') return { url: '', title: null, end: from + 1 }
  const destination = readDestination(text, from)
  if (!destination) return null
  const gap = skipSpace(text, destination.end)
  const title = gap > destination.end ? readTitle(text, gap) : null
  const end = title ? skipSpace(text, title.end) : gap
  if (text[end] !== ')') return null
  return { url: unescapeText(destination.text), title: title && unescapeText(title.text), end: end + 1 }
}

function readReference({ text, definitions }: Scan, label: string, at: number): Target | null {
  const explicit = readLabel(text, at)
  const isFull = explicit !== null && explicit.text !== ''
  const definition = definitions.get(normalizeLabel(isFull ? explicit.text : label))
  return definition ? { ...definition, end: explicit?.end ?? at } : null
}

/** What is in brackets and more often a number, a box or a note than the text of a link. */
const NO_LINK_TEXT = /^(?:\d+|[ xX]?|\^.*)$/

/** An address that is still being written, and a text behind which one may come. */
function readUnfinished({ text, open }: Scan, label: string, at: number): Target | null {
  const rest = text.slice(at)
  const isUnfinished =
    open && (rest === '' ? !NO_LINK_TEXT.test(label) : /^(?:\([^)\n]*|\[[^\]\n]*)$/.test(rest))
  return isUnfinished ? { url: '', title: null, end: text.length, pending: true } : null
}

const altOf = (inlines: readonly Inline[]): string =>
  inlines
    .map(inline => {
      if ('children' in inline) return altOf(inline.children)
      if (inline.type === 'image') return inline.alt
      return 'value' in inline ? inline.value : ''
    })
    .join('')

function inlineOf({ isImage }: Bracket, target: Target, inner: readonly Piece[]): Inline {
  const pieces = [...inner]
  resolveMarks(pieces)
  const children = settle(pieces)
  const { url, title, pending } = target
  const place = { url, title, ...(pending ? { pending } : {}) }
  return isImage ? { type: 'image', ...place, alt: altOf(children) } : { type: 'link', ...place, children }
}

/** Reads `]`: the end of a link, of an image or of nothing. */
export function closeBracket(scan: Scan): void {
  const { text, pieces, brackets } = scan
  const bracket = brackets.pop()
  const after = scan.at + 1
  const label = bracket ? text.slice(bracket.from, scan.at) : ''
  const target =
    bracket?.isActive &&
    (readResource(text, after) ?? readReference(scan, label, after) ?? readUnfinished(scan, label, after))
  if (!bracket || !target) {
    pieces.push({ type: 'text', value: ']' })
    scan.at = after
    return
  }
  const inner = pieces.splice(bracket.piece).slice(1)
  pieces.push(inlineOf(bracket, target, inner))
  scan.at = target.end
  if (!bracket.isImage) {
    for (const other of brackets) if (!other.isImage) other.isActive = false
  }
}

/** What looks like the text of a link that goes on; a number or a box is more often none. */
const LINK_TEXT = /^[^\s\]^\d][^\n]{0,119}$/

/** Takes the last open bracket of a text that goes on as that of a link whose address is still to come. */
export function closeLastBracket(scan: Scan): void {
  const { text, pieces, brackets } = scan
  const bracket = brackets.findLast(({ isActive }) => isActive)
  if (!bracket || !LINK_TEXT.test(text.slice(bracket.from))) return
  const inner = pieces.splice(bracket.piece).slice(1)
  resolveMarks(inner)
  closeMarks(inner)
  pieces.push(inlineOf(bracket, { url: '', title: null, end: text.length, pending: true }, inner))
}
