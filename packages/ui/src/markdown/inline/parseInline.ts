import { TAG } from '../block/htmlBlock.ts'
import type { Inline } from '../tree.ts'
import { isPunctuation, normalizeLabel, readReference } from './address.ts'
import { closeBracket, closeLastBracket } from './brackets.ts'
import { LITERAL_ADDRESS, readLiteralAddress } from './literalAddress.ts'
import { closeMarks, readMark, resolveMarks, settle } from './marks.ts'
import type { InlineOptions, Scan } from './scan.ts'

const SPECIAL = /[\\`*_~[\]!<&\n]/g
const AUTOLINK = /<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*)>/y
const EMAIL =
  /<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>/y
const HTML = new RegExp(
  `${TAG}|<!-->|<!--->|<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<![A-Za-z][^>]*>|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>`,
  'y',
)
const FOOTNOTE = /\[\^((?:[^\s[\]\\]|\\[[\]\\]?)+)\]/y

const execAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const pushText = (scan: Scan, value: string): void => {
  if (value !== '') scan.pieces.push({ type: 'text', value })
}

function push(scan: Scan, inline: Inline, end: number): void {
  scan.pieces.push(inline)
  scan.at = end
}

function pushCharacters(scan: Scan, count: number): void {
  pushText(scan, scan.text.slice(scan.at, scan.at + count))
  scan.at += count
}

function readEscape(scan: Scan): void {
  const { text, at } = scan
  if (text[at + 1] === '\n') {
    push(scan, { type: 'break' }, at + 2)
    skipLineStart(scan)
  } else if (isPunctuation(text.charCodeAt(at + 1)))
    push(scan, { type: 'text', value: text[at + 1] ?? '' }, at + 2)
  else pushCharacters(scan, 1)
}

function findTicks({ text, missingTicks }: Scan, from: number, length: number): number {
  if (missingTicks.has(length)) return -1
  for (let at = text.indexOf('`', from); at !== -1; at = text.indexOf('`', at)) {
    let end = at
    while (text[end] === '`') end++
    if (end - at === length) return at
    at = end
  }
  missingTicks.add(length)
  return -1
}

function readCode(scan: Scan): void {
  const { text, at, open } = scan
  let from = at
  while (text[from] === '`') from++
  const length = from - at
  const close = findTicks(scan, from, length)
  if (close === -1 && !(open && length < 3 && from < text.length)) {
    pushCharacters(scan, length)
    return
  }
  const value = text.slice(from, close === -1 ? undefined : close).replace(/\n/g, ' ')
  const isPadded = /^ [\s\S]* $/.test(value) && /[^ ]/.test(value)
  const end = close === -1 ? text.length : close + length
  push(scan, { type: 'inlineCode', value: isPadded ? value.slice(1, -1) : value }, end)
}

function skipLineStart(scan: Scan): void {
  while (scan.text[scan.at] === ' ' || scan.text[scan.at] === '\t') scan.at++
}

function readLineEnd(scan: Scan): void {
  const last = scan.pieces.at(-1)
  let isHard = false
  if (last?.type === 'text') {
    const trimmed = last.value.replace(/[ \t]+$/, '')
    isHard = / {2}$/.test(last.value) && !/\t/.test(last.value.slice(trimmed.length))
    scan.pieces[scan.pieces.length - 1] = { type: 'text', value: trimmed }
  }
  push(scan, isHard ? { type: 'break' } : { type: 'text', value: '\n' }, scan.at + 1)
  skipLineStart(scan)
}

function readAngle(scan: Scan): void {
  const { text, at } = scan
  const found = execAt(AUTOLINK, text, at) ?? execAt(EMAIL, text, at)
  if (found) {
    const address = found[1] ?? ''
    const url = /^[A-Za-z][A-Za-z0-9.+-]{1,31}:/.test(address) ? address : `mailto:${address}`
    const children: Inline[] = [{ type: 'text', value: address }]
    push(scan, { type: 'link', url, title: null, children }, at + found[0].length)
    return
  }
  const html = execAt(HTML, text, at)?.[0]
  if (html === undefined) pushCharacters(scan, 1)
  else push(scan, { type: 'html', value: html }, at + html.length)
}

function readFootnote(scan: Scan): boolean {
  const found = execAt(FOOTNOTE, scan.text, scan.at)
  const label = found && normalizeLabel(found[1] ?? '')
  if (!found || label === null || !scan.footnotes.has(label)) return false
  push(scan, { type: 'footnoteReference', label }, scan.at + found[0].length)
  return true
}

function openBracket(scan: Scan, isImage: boolean): void {
  scan.brackets.push({
    piece: scan.pieces.length,
    from: scan.at + (isImage ? 2 : 1),
    isImage,
    isActive: true,
  })
  pushCharacters(scan, isImage ? 2 : 1)
}

function readMarks(scan: Scan): void {
  const mark = readMark(scan.text, scan.at)
  scan.pieces.push(mark)
  scan.at += mark.length
}

function readOpening(scan: Scan): void {
  if (!readFootnote(scan)) openBracket(scan, false)
}

function readExclamation(scan: Scan): void {
  const footnote = execAt(FOOTNOTE, scan.text, scan.at + 1)
  const isFootnote = footnote && scan.footnotes.has(normalizeLabel(footnote[1] ?? ''))
  if (scan.text[scan.at + 1] !== '[' || isFootnote) pushCharacters(scan, 1)
  else openBracket(scan, true)
}

function readAmpersand(scan: Scan): void {
  const reference = readReference(scan.text, scan.at)
  if (reference) push(scan, { type: 'text', value: reference.text }, reference.end)
  else pushCharacters(scan, 1)
}

const READERS: Readonly<Record<string, (scan: Scan) => void>> = {
  '\\': readEscape,
  '`': readCode,
  '*': readMarks,
  _: readMarks,
  '~': readMarks,
  '[': readOpening,
  '!': readExclamation,
  ']': closeBracket,
  '<': readAngle,
  '&': readAmpersand,
  '\n': readLineEnd,
}

const readPlain = (scan: Scan): void => pushCharacters(scan, 1)

/** Makes links of the addresses in texts that turned out not to be of a link. */
function linkAddresses(inlines: readonly Inline[]): readonly Inline[] {
  return inlines.flatMap((inline): readonly Inline[] => {
    if (inline.type === 'emphasis' || inline.type === 'strong' || inline.type === 'delete')
      return [{ ...inline, children: linkAddresses(inline.children) }]
    if (inline.type !== 'text') return [inline]
    const { value } = inline
    const pieces: Inline[] = []
    let done = 0
    for (const { index } of value.matchAll(LITERAL_ADDRESS)) {
      const address = index < done ? null : readLiteralAddress(value, index)
      if (!address) continue
      pieces.push({ type: 'text', value: value.slice(done, index) }, linkTo(address))
      done = index + address.text.length
    }
    return done === 0 ? [inline] : settle([...pieces, { type: 'text', value: value.slice(done) }])
  })
}

const linkTo = ({ url, text }: { url: string; text: string }): Inline => ({
  type: 'link',
  url,
  title: null,
  children: [{ type: 'text', value: text }],
})

/** Marks at the end of a text that goes on: what they open is empty, and what they close is closed without them. */
const UNFINISHED_END = /(?:[*_~`]+|!?\[|\\|&#?\w{0,31}|<)$/

/** Parses inline markdown. */
export function parseInline(source: string, options: InlineOptions): readonly Inline[] {
  const { open, syntaxes } = options
  const text = open ? source.replace(UNFINISHED_END, '') : source
  const scan: Scan = { ...options, text, at: 0, pieces: [], brackets: [], missingTicks: new Set() }
  const mayHaveAddress = /@|:\/\/|www\./i.test(text)
  const addresses = mayHaveAddress ? Array.from(text.matchAll(LITERAL_ADDRESS), match => match.index) : []
  const starts = new Set(syntaxes.flatMap(syntax => [...syntax.starts]))
  const special =
    starts.size === 0 ? SPECIAL : new RegExp(`[\\\\\`*_~[\\]!<&\\n${escapeClass(starts)}]`, 'gu')
  let address = 0
  while (scan.at < text.length) {
    special.lastIndex = scan.at
    const found = special.exec(text)
    while ((addresses[address] ?? text.length) < scan.at) address++
    const next = Math.min(found?.index ?? text.length, addresses[address] ?? text.length)
    pushText(scan, text.slice(scan.at, next))
    scan.at = next
    if (next === text.length) break
    if (next === addresses[address]) {
      address++
      const literal = scan.brackets.length > 0 ? null : readLiteralAddress(text, next)
      if (literal) push(scan, linkTo(literal), next + literal.text.length)
      if (literal || found?.index !== next) continue
    }
    if (!readSyntax(scan)) (READERS[text[next] ?? ''] ?? readPlain)(scan)
  }
  if (open) closeLastBracket(scan)
  resolveMarks(scan.pieces)
  if (open) closeMarks(scan.pieces)
  const inlines = settle(scan.pieces)
  return mayHaveAddress ? linkAddresses(inlines) : inlines
}

const escapeClass = (characters: ReadonlySet<string>): string =>
  [...characters].map(character => `\\u{${character.codePointAt(0)?.toString(16)}}`).join('')

function readSyntax(scan: Scan): boolean {
  const character = scan.text[scan.at] ?? ''
  for (const syntax of scan.syntaxes) {
    const found = syntax.starts.includes(character) ? syntax.read(scan.text, scan.at) : null
    if (!found) continue
    const { value, display, end } = found
    const source = scan.text.slice(scan.at, end)
    push(scan, { type: 'plugin', name: syntax.name, value, display, source }, end)
    return true
  }
  return false
}
