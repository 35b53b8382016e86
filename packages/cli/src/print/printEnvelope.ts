import type { Envelope } from '@sluice/protocol'

/** The code of an ANSI colour for each family of events. */
const colours: Readonly<Record<string, number>> = {
  session: 94,
  run: 32,
  step: 36,
  message: 35,
  part: 90,
  tool: 33,
  approval: 91,
  state: 96,
  timer: 92,
  fiber: 92,
}

/** Everything of an event that one line has room for. */
const DETAIL_LENGTH = 160

const paint = (text: string, code: number, hasColours: boolean) =>
  hasColours ? `\u001b[${code}m${text}\u001b[0m` : text

/** Makes a text safe to write to a terminal: what would move its cursor or turn the direction of text is shown as an escape. */
const harmless = (text: string) =>
  text.replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The colour of an event: failures are red, whatever they are of. */
function colourOf({ type, ...fields }: Envelope['event']): number {
  const { outcome } = fields as { readonly outcome?: unknown }
  if (outcome === 'failed' || outcome === 'denied' || type.endsWith('.delayed')) return 31
  const [family = ''] = type.split('.', 1)
  return Object.hasOwn(colours, family) ? (colours[family] ?? 37) : 37
}

/** An event in one line: when it was, who caused it, what it is, and its fields as far as there is room. */
export function printEnvelope({ offset, at, actor, event }: Envelope, hasColours: boolean): string {
  const { type, ...fields } = event
  const detail = JSON.stringify(fields)
  const cut = detail.length > DETAIL_LENGTH ? `${detail.slice(0, DETAIL_LENGTH)}…` : detail
  const who = actor.kind === 'person' ? actor.id : actor.kind
  return [
    paint(`${Number(offset.slice(0, 16))}`.padStart(6), 90, hasColours),
    paint(new Date(at).toISOString().slice(11, 23), 90, hasColours),
    harmless(who).slice(0, 12).padEnd(8),
    paint(harmless(type).padEnd(20), colourOf(event), hasColours),
    harmless(cut),
  ].join(' ')
}
