import type { Json } from '@sluice/protocol'

/** What stands in the log in the place of a secret. */
export const REDACTED = '[redacted]'

/** Shorter values are parts of ordinary words, and replacing them would spoil the text. */
const SHORTEST_SECRET = 6

/** Replaces known secret values before anything is appended. [E6] */
export interface Redactor {
  text(value: string): string
  /** In every string and key. */
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
    values.add(secret)
    // In streamed arguments of a tool call the same value stands as a JSON string.
    values.add(JSON.stringify(secret).slice(1, -1))
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

  function json(value: Json): Json {
    if (known.length === 0) return value
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(json)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]))
  }

  function stream(): TextStream {
    let held = ''
    return {
      push: piece => {
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

  return { text, json, stream }
}
