import type { Envelope } from '../envelope.ts'
import type { AnyEvent } from '../events/index.ts'
import type { SessionFileContent } from './formatSessionFile.ts'
import type { SessionFileBlob } from './SessionFile.ts'

/** What is to be made unreadable before a session leaves the house. */
export interface RedactionRule {
  readonly name: string
  /** Whatever matches; it is looked for everywhere in a text. */
  readonly pattern: RegExp
}

/** Secrets that have a shape of their own, and addresses of people. */
export const secretRules: readonly RedactionRule[] = [
  { name: 'keys', pattern: /\b(?:sk|pk|ghp|gho|xox[abp]|AKIA)[-_A-Za-z0-9]{12,}/ },
  { name: 'tokens', pattern: /\b(?:Bearer\s+[\w.~+/-]{8,}=*|eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*)/i },
  // It begins where a word does, so that a long one without an address is gone through once.
  { name: 'emails', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/ },
]

/** The name under which {@link RedactedSession} counts whom a number stands for. */
export const PEOPLE = 'people'

/** What is masked beside what the rules match. */
export interface RedactionOptions {
  /** Puts numbers for the ids of people, hosts, owners and commands; without it, only for those that a rule matches. */
  readonly people?: boolean
}

/** A redacted session, and what was done to it. */
export interface RedactedSession {
  readonly content: SessionFileContent
  /** How often each rule matched, in the order of the rules; with `people`, how many ids have a number as the last. */
  readonly matches: readonly { readonly rule: string; readonly count: number }[]
  /** Blobs that held a match. Their name is the hash of their content, so that they are left out. */
  readonly blobsLeftOut: number
}

/** Stands for each character, so that lengths, and with them the places of streamed text, stay as they were. [E2] */
const MASK = '•'

/** Fields whose whole content an application or a person wrote. */
const written: ReadonlySet<string> = new Set([
  ...[
    'text',
    'title',
    'question',
    'reason',
    'message',
    'preview',
    'filename',
    'url',
    'name',
    'key',
    'description',
  ],
  ...['arguments', 'json', 'value', 'data', 'answer', 'schema', 'details'],
])

/**
 * Masks what the rules match in the texts of a session: in messages, arguments, outputs, state and answers, and in streamed text also where a match is cut in two. Ids, types and
 * offsets stay, so that the redacted log folds as before. Who is who stays as well: the same person, owner or command has the same number throughout. [P2]
 */
export function redactSessionFile(
  content: SessionFileContent,
  rules: readonly RedactionRule[],
  options: RedactionOptions = {},
): RedactedSession {
  const patterns = rules.map(
    ({ pattern: { source, flags } }) => new RegExp(source, [...new Set(`${flags}g`)].join('')),
  )
  const counts = rules.map(() => 0)

  function mask(text: string): string {
    return patterns.reduce(
      (rest, pattern, rule) =>
        rest.replace(pattern, match => {
          if (match.length > 0) counts[rule] = (counts[rule] ?? 0) + 1
          return MASK.repeat(match.length)
        }),
      text,
    )
  }

  function walk(value: unknown, isWritten: boolean): unknown {
    if (typeof value === 'string') return isWritten ? mask(value) : value
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(each => walk(each, isWritten))
    // Without `fromEntries`, a key of `__proto__` would be lost or worse.
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, walk(each, isWritten || written.has(key))]),
    )
  }

  const numbers = new Map<string, string>()

  function maskId(kind: string, id: string): string {
    let isMatched = options.people === true
    for (const [rule, pattern] of patterns.entries()) {
      if (id.search(pattern) < 0) continue
      counts[rule] = (counts[rule] ?? 0) + 1
      isMatched = true
    }
    if (!isMatched) return id
    const known = numbers.get(id)
    const number = known ?? `${kind}-${numbers.size + 1}`
    numbers.set(id, number)
    return number
  }

  function maskCausers({ actor, commandId, ...envelope }: Envelope): Envelope {
    return {
      ...envelope,
      // An agent's id is the name of its definition.
      actor: actor.kind === 'agent' ? actor : { ...actor, id: maskId(actor.kind, actor.id) },
      ...(commandId === undefined ? {} : { commandId: maskId('command', commandId) }),
    }
  }

  function maskOwner(event: AnyEvent): AnyEvent {
    const { owner } = event as { readonly owner?: unknown }
    if (event.type !== 'session.created' || typeof owner !== 'string') return event
    return { ...event, owner: maskId('person', owner) } as AnyEvent
  }

  const streamed = maskStreams(content.envelopes, mask)
  const envelopes = content.envelopes.map((original, index): Envelope => {
    const envelope = maskCausers(original)
    const text = streamed.get(index)
    if (text !== undefined) return { ...envelope, event: { ...envelope.event, text } as AnyEvent }
    const { event } = envelope
    return { ...envelope, event: maskOwner(walkEvent(event, walk)) }
  })
  const blobs = (content.blobs ?? []).filter(blob => isClean(blob, patterns))
  return {
    content: { ...content, envelopes, blobs },
    matches: [
      ...rules.map(({ name }, index) => ({ rule: name, count: counts[index] ?? 0 })),
      ...(options.people === true ? [{ rule: PEOPLE, count: numbers.size }] : []),
    ],
    blobsLeftOut: (content.blobs?.length ?? 0) - blobs.length,
  }
}

/** Of an event itself, `message`, `name`, `key` and the like are ids; the texts are these. */
const ownTexts: ReadonlySet<string> = new Set(['text', 'title', 'question', 'reason'])

function walkEvent(event: AnyEvent, walk: (value: unknown, isWritten: boolean) => unknown): AnyEvent {
  const isOurs = !event.type.startsWith('data.')
  const fields = Object.entries(event).map(([key, value]): [string, unknown] => {
    if (key === 'type') return [key, value]
    if (typeof value === 'string') return [key, walk(value, !isOurs || ownTexts.has(key))]
    return [key, walk(value, !isOurs || written.has(key))]
  })
  return Object.fromEntries(fields) as unknown as AnyEvent
}

/** The masked texts of deltas by their position, each looked at together with its neighbours in the same part. */
function maskStreams(
  envelopes: readonly Envelope[],
  mask: (text: string) => string,
): ReadonlyMap<number, string> {
  const parts = new Map<string, { position: number; text: string }[]>()
  for (const [position, { event }] of envelopes.entries()) {
    const { part, text } = event as { readonly part?: unknown; readonly text?: unknown }
    if (event.type !== 'part.delta' || typeof part !== 'string' || typeof text !== 'string') continue
    const deltas = parts.get(part)
    if (deltas === undefined) parts.set(part, [{ position, text }])
    else deltas.push({ position, text })
  }
  const masked = new Map<number, string>()
  for (const deltas of parts.values()) {
    const whole = mask(deltas.map(({ text }) => text).join(''))
    let from = 0
    for (const { position, text } of deltas) {
      masked.set(position, whole.slice(from, from + text.length))
      from += text.length
    }
  }
  return masked
}

const isClean = ({ text }: SessionFileBlob, patterns: readonly RegExp[]) =>
  text === undefined || patterns.every(pattern => text.search(pattern) < 0)
