import { safeUrl } from './safeUrl.ts'

/** A piece of a line of text. A link without a safe address is only its text. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string | null; readonly children: readonly Inline[] }
  | { readonly kind: 'image'; readonly href: string | null; readonly text: string }
  | { readonly kind: 'break' }

/** Deeper nesting than this is drawn as text. */
const DEEPEST = 8
const PUNCTUATION = /[!-/:-@[-`{-~]/
const WORD = /[\p{L}\p{N}]/u
const BARE_URL = /^https?:\/\/[^\s<>"'`]*[^\s<>"'`.,:;!?)\]}*_~]/

interface Scan {
  readonly text: string
  readonly open: boolean
  readonly depth: number
  /** Delimiters that were looked for and not found in the rest of the text: looking again cannot find them. */
  readonly missing: Set<string>
}

interface Piece {
  readonly inline: Inline
  readonly end: number
}

function findCloser(scan: Scan, delimiter: string, from: number): number {
  if (scan.missing.has(delimiter)) return -1
  const { text } = scan
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '`') at = skipCode(text, at)
    else if (character === delimiter[0] && text.startsWith(delimiter, at)) {
      const run = runLength(text, at)
      const before = text[at - 1] ?? ' '
      const after = text[at + run] ?? ' '
      const closes = at > from && !/\s/.test(before) && (delimiter[0] !== '_' || !WORD.test(after))
      if (closes && (run === delimiter.length || run >= 3))
        return at + (run >= 3 ? run - delimiter.length : 0)
      at += run - 1
    }
  }
  scan.missing.add(delimiter)
  return -1
}

function runLength(text: string, at: number): number {
  let end = at
  while (text[end] === text[at]) end++
  return end - at
}

/** The last position of a code span that starts here, or of the run of ticks when it is none. */
function skipCode(text: string, at: number): number {
  const run = runLength(text, at)
  const close = findTicks(text, at + run, run)
  return close === -1 ? at + run - 1 : close + run - 1
}

function findTicks(text: string, from: number, run: number): number {
  for (let at = text.indexOf('`', from); at !== -1; at = text.indexOf('`', at)) {
    const length = runLength(text, at)
    if (length === run) return at
    at += length
  }
  return -1
}

function readCode(scan: Scan, at: number): Piece | null {
  const run = runLength(scan.text, at)
  const close = findTicks(scan.text, at + run, run)
  if (close === -1 && !(scan.open && run < 3)) return null
  const raw = scan.text.slice(at + run, close === -1 ? undefined : close).replace(/\n/g, ' ')
  const isPadded = raw.length > 2 && raw.startsWith(' ') && raw.endsWith(' ') && raw.trim() !== ''
  return {
    inline: { kind: 'code', text: isPadded ? raw.slice(1, -1) : raw },
    end: close === -1 ? scan.text.length : close + run,
  }
}

function readEmphasis(scan: Scan, at: number): Piece | null {
  const { text } = scan
  const character = text[at] ?? ''
  const run = runLength(text, at)
  const after = text[at + run] ?? ' '
  const size = character === '~' ? 2 : run >= 2 ? 2 : 1
  if (/\s/.test(after) || run > 3 || (character === '~' && run !== 2)) return null
  if (character === '_' && WORD.test(text[at - 1] ?? ' ')) return null
  const from = at + size
  const close = findCloser(scan, character.repeat(size), from)
  if (close === -1 && !scan.open) return null
  const inner = text.slice(from, close === -1 ? undefined : close)
  const children = parseInline(inner, close === -1, scan.depth + 1)
  const kind = character === '~' ? 'strike' : size === 2 ? 'strong' : 'emphasis'
  return { inline: { kind, children }, end: close === -1 ? text.length : close + size }
}

function closingBracket(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') at = skipCode(text, at)
    else if (text[at] === '[') depth++
    else if (text[at] === ']' && --depth === 0) return at
  }
  return -1
}

const DESTINATION =
  /^\([ \t]*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:[ \t]+(?:"[^"]*"|'[^']*'))?[ \t]*\)/

function readLink(scan: Scan, at: number): Piece | null {
  const isImage = scan.text[at] === '!'
  const from = at + (isImage ? 2 : 1)
  if (scan.missing.has(']')) return null
  const close = closingBracket(scan.text, from)
  if (close === -1) {
    scan.missing.add(']')
    return null
  }
  const rest = scan.text.slice(close + 1)
  const destination = DESTINATION.exec(rest)
  const isCut = !destination && scan.open && /^\([^)\n]*$/.test(rest)
  if (!destination && !isCut) return null
  const label = scan.text.slice(from, close)
  const href = destination ? safeUrl(destination[1] ?? destination[2] ?? '') : null
  const end = close + 1 + (destination?.[0] ?? rest).length
  if (isImage) return { inline: { kind: 'image', href, text: label }, end }
  return { inline: { kind: 'link', href, children: parseInline(label, false, scan.depth + 1) }, end }
}

function readAddress(scan: Scan, at: number): Piece | null {
  const rest = scan.text.slice(at, at + 2048)
  const match = scan.text[at] === '<' ? /^<(https?:\/\/[^\s<>]*)>/.exec(rest) : BARE_URL.exec(rest)
  if (!match || (scan.text[at] !== '<' && WORD.test(scan.text[at - 1] ?? ' '))) return null
  const address = match[1] ?? match[0]
  const children: Inline[] = [{ kind: 'text', text: address }]
  return { inline: { kind: 'link', href: safeUrl(address), children }, end: at + match[0].length }
}

function readPiece(scan: Scan, at: number): Piece | null {
  const { text } = scan
  const character = text[at]
  if (character === '\\') {
    const next = text[at + 1] ?? ''
    if (next === '\n') return { inline: { kind: 'break' }, end: at + 2 }
    return PUNCTUATION.test(next) ? { inline: { kind: 'text', text: next }, end: at + 2 } : null
  }
  if (character === '`') return readCode(scan, at)
  if (character === '*' || character === '_' || character === '~') return readEmphasis(scan, at)
  if (character === '[' || (character === '!' && text[at + 1] === '[')) return readLink(scan, at)
  if (character === '<' || character === 'h') return readAddress(scan, at)
  if (character === ' ') {
    const hard = /^ {2,}\n/.exec(text.slice(at, at + 64))
    if (hard) return { inline: { kind: 'break' }, end: at + hard[0].length }
  }
  return null
}

/** Parses the inline markdown of a text; `open` says that more may follow, so an unclosed delimiter is taken as meant. */
export function parseInline(text: string, open: boolean, depth = 0): readonly Inline[] {
  if (depth > DEEPEST) return [{ kind: 'text', text }]
  const scan: Scan = { text, open, depth, missing: new Set() }
  const inlines: Inline[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    const piece = readPiece(scan, at)
    if (!piece) {
      const run = /[`*_~]/.test(text[at] ?? '') ? runLength(text, at) : 1
      plain += text.slice(at, at + run)
      at += run
      continue
    }
    if (piece.inline.kind === 'text') plain += piece.inline.text
    else {
      if (plain) inlines.push({ kind: 'text', text: plain })
      plain = ''
      inlines.push(piece.inline)
    }
    at = piece.end
  }
  if (plain) inlines.push({ kind: 'text', text: plain })
  return inlines
}
