import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** A piece of a text and where it ends. */
interface Found {
  readonly text: string
  readonly end: number
}

const LABEL = /\[((?:[^\\[\]]|\\[\s\S])*)\]/y
const DESTINATION = /<((?:[^<>\n\\]|\\.)*)>/y
const TITLE = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|\(((?:[^()\\]|\\[\s\S])*)\)/y

/** The most parentheses that may nest in an address. */
const DEEPEST_PARENTHESES = 32

/** The longest label that leads anywhere. */
const LONGEST_LABEL = 999

/** Reads `[label]`. */
export function readLabel(text: string, at: number): Found | null {
  LABEL.lastIndex = at
  const found = LABEL.exec(text)?.[1]
  return found === undefined || found.length > LONGEST_LABEL ? null : { text: found, end: LABEL.lastIndex }
}

/** What two labels that lead to the same have in common; empty for white space. */
export const normalizeLabel = (label: string): string =>
  label
    .replace(/[\t\n\r ]+/g, ' ')
    .replace(/^ | $/g, '')
    .toLowerCase()
    .toUpperCase()

/** Reads the address of a link, in angle brackets or with balanced parentheses. */
export function readDestination(text: string, at: number): Found | null {
  if (text[at] === '<') {
    DESTINATION.lastIndex = at
    const found = DESTINATION.exec(text)?.[1]
    return found === undefined ? null : { text: found, end: DESTINATION.lastIndex }
  }
  let depth = 0
  let end = at
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 92 && isPunctuation(text.charCodeAt(end + 1))) end++
    else if (code === 40 && ++depth > DEEPEST_PARENTHESES) return null
    else if (code === 41 && --depth < 0) break
    else if (code <= 32 || code === 127) break
  }
  return depth > 0 || end === at ? null : { text: text.slice(at, end), end }
}

/** Reads a title in quotes or parentheses. */
export function readTitle(text: string, at: number): Found | null {
  TITLE.lastIndex = at
  const found = TITLE.exec(text)
  return found && { text: found[1] ?? found[2] ?? found[3] ?? '', end: TITLE.lastIndex }
}

/** Tells whether a code unit is punctuation of ASCII, which a backslash escapes. */
export const isPunctuation = (code: number): boolean =>
  (code > 32 && code < 48) ||
  (code > 57 && code < 65) ||
  (code > 90 && code < 97) ||
  (code > 122 && code < 127)

const REFERENCE = /&(?:#[xX]([a-fA-F0-9]{1,6})|#([0-9]{1,7})|([a-zA-Z][a-zA-Z0-9]{0,31}));/y

const isCharacter = (code: number): boolean =>
  !(
    code < 9 ||
    code === 11 ||
    (code > 13 && code < 32) ||
    (code > 126 && code < 160) ||
    (code > 0xd7ff && code < 0xe000) ||
    (code > 0xfdcf && code < 0xfdf0) ||
    (code & 0xfffe) === 0xfffe ||
    code > 0x10ffff
  )

/** Reads `&amp;`, `&#38;` or `&#x26;` as the characters that it stands for. */
export function readReference(text: string, at: number): Found | null {
  REFERENCE.lastIndex = at
  const found = REFERENCE.exec(text)
  if (!found) return null
  const [, hexadecimal, decimal, name] = found
  const end = REFERENCE.lastIndex
  if (name !== undefined) {
    const named = decodeNamedCharacterReference(name)
    return named === false ? null : { text: named, end }
  }
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  return { text: isCharacter(code) ? String.fromCodePoint(code) : '\uFFFD', end }
}

/** Resolves the escapes and character references of an address, a title or the words behind a fence. */
export function unescapeText(text: string): string {
  if (!/[\\&]/.test(text)) return text
  let result = ''
  for (let at = 0; at < text.length; ) {
    const reference = text[at] === '&' ? readReference(text, at) : null
    if (reference) {
      result += reference.text
      at = reference.end
    } else {
      if (text[at] === '\\' && isPunctuation(text.charCodeAt(at + 1))) at++
      result += text[at]
      at++
    }
  }
  return result
}
