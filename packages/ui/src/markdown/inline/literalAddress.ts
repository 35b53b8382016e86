/** An address that stands in the text by itself. */
export interface LiteralAddress {
  readonly url: string
  readonly text: string
}

const PROTOCOL = /https?:\/\/|www\.(?=[\s\S])/iy
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y
const TRAIL = /(?:[!"')*,.:;?_~]|&[A-Za-z]+;|\](?![([\s]|$))*/y
const TRAIL_END = /(?=[<\s]|$)|\](?=[([\s]|$)/y
const NOT_DOMAIN = /[\s\p{P}\p{S}]/u

/** Where addresses may begin; whether they do is for {@link readLiteralAddress} to say. */
export const LITERAL_ADDRESS = /https?:\/\/|www\.|(?<![\w.+-])[\w.+-]+@/gi

/** Tells whether only punctuation is left before the next white space; else how far that is known not to be so. */
function trailEnds(text: string, at: number): true | number {
  TRAIL.lastIndex = at
  TRAIL.test(text)
  TRAIL_END.lastIndex = TRAIL.lastIndex
  return TRAIL_END.test(text) || TRAIL.lastIndex
}

/** The end of a domain; -1 when it is none: one of its last two segments has an underscore. */
function domainEnd(text: string, from: number): number {
  let at = from
  let known = from
  const underscores = [false, false]
  for (; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '.' || character === '_') {
      const trail = at < known || trailEnds(text, at)
      if (trail === true && at >= known) break
      if (typeof trail === 'number') known = trail
      if (character === '_') underscores[0] = true
      else {
        underscores[1] = underscores[0] ?? false
        underscores[0] = false
      }
    } else if (character !== '-' && NOT_DOMAIN.test(character)) break
  }
  return at === from || underscores.includes(true) ? -1 : at
}

function pathEnd(text: string, from: number): number {
  let known = from
  let opened = 0
  let at = from
  for (; at < text.length; at++) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) break
    if (character === '(') opened++
    else if (character === ')' && opened > 0) opened--
    else if (at >= known && /[!"&')*,.:;<?\]_~]/.test(character)) {
      const trail = trailEnds(text, at)
      if (trail === true) break
      known = trail
    }
  }
  return at
}

function readUrl(text: string, at: number): LiteralAddress | null {
  PROTOCOL.lastIndex = at
  const protocol = PROTOCOL.exec(text)?.[0]
  const before = text[at - 1] ?? ' '
  if (protocol === undefined) return null
  const isWeb = /^w/i.test(protocol)
  if (isWeb ? !/[\s\p{P}\p{S}]/u.test(before) : /[A-Za-z0-9]/.test(before)) return null
  const from = isWeb ? at : at + protocol.length
  if (NOT_DOMAIN.test(text[from] ?? ' ')) return null
  const end = domainEnd(text, from)
  if (end === -1) return null
  const found = text.slice(at, pathEnd(text, end))
  return { url: isWeb ? `http://${found}` : found, text: found }
}

function readEmail(text: string, at: number): LiteralAddress | null {
  EMAIL.lastIndex = at
  const match = EMAIL.exec(text)
  if (!match || /[\d_-]$/.test(match[0]) || /[\w.+\-@]/.test(text[at - 1] ?? ' ')) return null
  return { url: `mailto:${match[0]}`, text: match[0] }
}

/** Reads an address of the web or of mail that stands in the text by itself; the punctuation behind it is not of it. */
export const readLiteralAddress = (text: string, at: number): LiteralAddress | null =>
  readUrl(text, at) ?? readEmail(text, at)
