import type { Json } from '@sluice/protocol'

/** What stands in the log in the place of a secret. */
export const REDACTED = '[redacted]'

/** Shorter values are parts of ordinary words, and replacing them would spoil the text. */
const SHORTEST_SECRET = 6

/** How much of a long text is looked at in one go. */
const PIECE_LENGTH = 16_384

/** Replaces known secret values before anything is appended. [E6] */
export interface Redactor {
  text(value: string): string
  /** The beginning of a text, at most `length` UTF-16 units, that holds no half of a secret and cuts no surrogate pair. */
  beginning(value: string, length: number): string
  /** In every string, number and key. */
  json(value: Json): Json
  /** For text that comes in pieces: also finds a secret that is split over them. */
  stream(): TextStream
}

/** Takes text in pieces and gives what is safe to pass on; the rest is held back. */
export interface TextStream {
  push(text: string): string
  /** What was still held back. */
  end(): string
}

/** Makes a redactor of secret values; those of less than 6 characters are passed over. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const values = new Set<string>()
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue
    for (const spelling of spellingsOf(secret)) values.add(spelling)
  }
  const known = [...values].sort((a, b) => b.length - a.length)
  const beginnings = new Set(known.map(value => value[0]))

  /** Scans as far as is decided; `last` decides everything. */
  function scan(buffer: string, last: boolean): { out: string; rest: string } {
    let out = ''
    let from = 0
    for (let at = 0; at < buffer.length; ) {
      if (!beginnings.has(buffer[at])) {
        at++
        continue
      }
      const left = buffer.length - at
      const longer = known.some(value => value.length > left && value.startsWith(buffer.slice(at)))
      if (longer && !last) return { out: out + buffer.slice(from, at), rest: buffer.slice(at) }
      const found = known.find(value => buffer.startsWith(value, at))
      if (found === undefined) {
        at++
        continue
      }
      out += buffer.slice(from, at) + REDACTED
      at += found.length
      from = at
    }
    return { out: out + buffer.slice(from), rest: '' }
  }

  const text = (value: string) => (known.length === 0 ? value : scan(value, true).out)

  function beginning(value: string, length: number): string {
    const { push, end } = stream()
    let out = ''
    for (let at = 0; at < value.length && out.length < length; at += PIECE_LENGTH)
      out += push(value.slice(at, at + PIECE_LENGTH))
    if (out.length < length) out += end()
    const cut = out.slice(0, length)
    const last = cut.charCodeAt(cut.length - 1)
    return (last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut).toWellFormed()
  }

  function json(value: Json): Json {
    if (known.length === 0) return value
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return text(String(value)) === String(value) ? value : REDACTED
    if (Array.isArray(value)) return value.map(json)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]))
  }

  function stream(): TextStream {
    let held = ''
    return {
      push: piece => {
        if (known.length === 0) return piece
        const { out, rest } = scan(held + piece, false)
        held = rest
        return out
      },
      end: () => {
        const { out } = scan(held, true)
        held = ''
        return out
      },
    }
  }

  return { text, beginning, json, stream }
}

/** A secret as it stands in text, in JSON, in JSON within JSON, in JSON of those who escape the slash, and in a URL. */
function spellingsOf(secret: string): readonly string[] {
  const quoted = (value: string) => JSON.stringify(value).slice(1, -1)
  const once = quoted(secret)
  return [secret, once, quoted(once), once.replaceAll('/', '\\/'), encodeURIComponent(secret.toWellFormed())]
}
