import type { Inline } from '../tree.ts'

/** A run of `*`, `_` or `~` that may open or close emphasis. */
export interface Mark {
  readonly type: 'mark'
  readonly character: string
  /** What is left of it. */
  count: number
  readonly length: number
  readonly opens: boolean
  readonly closes: boolean
  /** Letters or digits stand on both sides. */
  readonly isInWord: boolean
}

/** A piece of a text while it is parsed. */
export type Piece = Inline | Mark

const WHITE_SPACE = /\s/
const PUNCTUATION = /[\p{P}\p{S}]/u

const kindOf = (character: string): 'space' | 'punctuation' | 'other' => {
  if (character === '' || WHITE_SPACE.test(character)) return 'space'
  return PUNCTUATION.test(character) ? 'punctuation' : 'other'
}

const characterBefore = (text: string, at: number): string => {
  const last = text[at - 1] ?? ''
  return /[\uDC00-\uDFFF]/.test(last) ? text.slice(at - 2, at) : last
}

/** Beside a mark of another kind, strikethrough does not keep emphasis from opening or closing. */
const isTilde = (character: string): boolean => character === '~'

/** Reads a run of marks. */
export function readMark(text: string, at: number): Mark {
  const character = text[at] ?? ''
  let end = at
  while (text[end] === character) end++
  const previous = characterBefore(text, at)
  const next = String.fromCodePoint(text.codePointAt(end) ?? 32)
  const before = kindOf(previous)
  const after = kindOf(next)
  const length = end - at
  const opensAny = after === 'other' || (after === 'punctuation' && before !== 'other') || isTilde(next)
  const closesAny = before === 'other' || (before === 'punctuation' && after !== 'other') || isTilde(previous)
  const isInWord = before === 'other' && after === 'other'
  const base = { type: 'mark' as const, character, count: length, length, isInWord }
  if (character === '*') return { ...base, opens: opensAny, closes: closesAny }
  if (character === '_') {
    const opens = opensAny && (before !== 'other' || !closesAny)
    return { ...base, opens, closes: closesAny && (after !== 'other' || !opensAny) }
  }
  const opens = after === 'other' || (after === 'punctuation' && before !== 'other')
  const closes = before === 'other' || (before === 'punctuation' && after !== 'other')
  return { ...base, opens: opens && length < 3, closes: closes && length < 3 }
}

const textOf = (piece: Piece): Inline =>
  piece.type === 'mark' ? { type: 'text', value: piece.character.repeat(piece.count) } : piece

/** Makes text of what is left of marks, and one text of neighbours. */
export function settle(pieces: readonly Piece[]): readonly Inline[] {
  const inlines: Inline[] = []
  for (const piece of pieces) {
    const inline = textOf(piece)
    const last = inlines.at(-1)
    if (inline.type === 'text' && last?.type === 'text')
      inlines[inlines.length - 1] = { type: 'text', value: last.value + inline.value }
    else if (inline.type !== 'text' || inline.value !== '') inlines.push(inline)
  }
  return inlines
}

const matches = (opener: Piece, closer: Mark): opener is Mark =>
  opener.type === 'mark' &&
  opener.opens &&
  opener.character === closer.character &&
  (closer.character === '~'
    ? opener.length === closer.length
    : !(opener.closes || closer.opens) ||
      (opener.length + closer.length) % 3 !== 0 ||
      (opener.length % 3 === 0 && closer.length % 3 === 0))

const TYPES: Readonly<Record<string, 'emphasis' | 'strong' | 'delete'>> = {
  '*1': 'emphasis',
  _1: 'emphasis',
  '*2': 'strong',
  _2: 'strong',
  '~1': 'delete',
  '~2': 'delete',
}

const wrap = (character: string, count: number, pieces: readonly Piece[]): Inline => ({
  type: TYPES[`${character}${count}`] ?? 'emphasis',
  children: settle(pieces),
})

/** Below which index no opener for such a closer is: looking again cannot find one. */
const keyOf = ({ character, opens, length }: Mark) =>
  `${character}${opens}${character === '~' ? length : length % 3}`

/** Resolves the marks of pieces to emphasis, in place. */
export function resolveMarks(pieces: Piece[]): void {
  const bottoms = new Map<string, number>()
  for (let at = 0; at < pieces.length; at++) {
    const closer = pieces[at]
    if (closer?.type !== 'mark' || !closer.closes) continue
    const key = keyOf(closer)
    const bottom = bottoms.get(key) ?? 0
    let found = at - 1
    while (found >= bottom && !matches(pieces[found] as Piece, closer)) found--
    const opener = pieces[found]
    if (found < bottom || opener?.type !== 'mark') {
      bottoms.set(key, at)
      continue
    }
    const count = closer.character === '~' ? closer.count : Math.min(opener.count, closer.count, 2)
    opener.count -= count
    closer.count -= count
    const inner = wrap(closer.character, count, pieces.slice(found + 1, at))
    const kept = [...(opener.count > 0 ? [opener] : []), inner, ...(closer.count > 0 ? [closer] : [])]
    pieces.splice(found, at - found + 1, ...kept)
    at = found + kept.length - (closer.count > 0 ? 2 : 1)
  }
}

/** Closes at the end what was opened and never closed, the last first, in place: more text may come. */
export function closeMarks(pieces: Piece[]): void {
  for (let at = pieces.length - 1; at >= 0; at--) {
    const mark = pieces[at]
    if (
      mark?.type !== 'mark' ||
      !mark.opens ||
      (mark.count === 1 && (mark.isInWord || mark.character === '~'))
    )
      continue
    const outer = mark.count > 2 ? 1 : 0
    const inner = wrap(mark.character, Math.min(mark.count, 2), pieces.slice(at + 1))
    pieces.splice(at, pieces.length - at, outer ? wrap(mark.character, 1, [inner]) : inner)
  }
}
