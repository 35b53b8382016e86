import type { Offset, Usage } from '@sluice/protocol'

const LINE_LENGTH = 240

/** The beginning of a text in one line: line ends become visible, control characters and changes of direction spaces. */
export function oneLine(text: string): string {
  const cut = text.slice(0, LINE_LENGTH)
  const line = cut.replace(/\r\n|\r|\n/g, '⏎').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
  return text.length > LINE_LENGTH ? `${line}…` : line
}

/** An offset without its leading zeros, the sequence and the mark apart, for the eye only. */
export function formatOffsetForEye(offset: Offset): { sequence: string; mark: string } {
  const [sequence = '', mark = ''] = offset.split('_')
  return { sequence: sequence.replace(/^0+(?=\d)/, ''), mark }
}

const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat()
const money = new Intl.NumberFormat(undefined, {
  ...usd,
  maximumFractionDigits: 2,
})
const smallMoney = new Intl.NumberFormat(undefined, {
  ...usd,
  maximumFractionDigits: 4,
})

/** A number with its thousands apart. */
export const formatCount = (count: number): string => whole.format(count)

/** A number in few characters, such as 12.3K. */
export const formatCompact = (count: number): string => compact.format(count)

/** US dollars; below ten cents with four decimals, as most runs cost less. */
export const formatCost = (dollars: number): string =>
  (dollars > 0 && dollars < 0.1 ? smallMoney : money).format(dollars)

/** A length in bytes, in the unit that fits. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A duration in ms, in the unit that fits. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`
  const minutes = Math.floor(durationMs / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.floor((durationMs % 60_000) / 1000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** What model calls used, in one line. */
export function formatUsage(usage: Usage): string {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens
  return `${formatCompact(input)} in, ${formatCompact(usage.outputTokens)} out, ${formatCost(usage.cost)}`
}

const clock = new Intl.DateTimeFormat(undefined, {
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const day = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
})

/** Server time in ms as the reader's time of day, to the millisecond. */
export const formatClock = (at: number): string => clock.format(at)

/** Server time in ms as the reader's date and time, to the millisecond. */
export const formatDate = (at: number): string => day.format(at)

const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' })
const units = [
  ['second', 1000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, Number.POSITIVE_INFINITY],
] as const

/** How long ago a server time was. Clocks may differ by seconds, so what lies ahead counts as now. */
export function formatAgo(at: number, now: number): string {
  const passedMs = Math.max(0, now - at)
  if (passedMs < 10_000) return 'just now'
  const [unit, unitMs] = units.find(([, size, most]) => passedMs < size * most) ?? units[3]
  return ago.format(-Math.floor(passedMs / unitMs), unit)
}

/** How far ahead a server time lies; null when it has come. */
export function formatUntil(at: number, now: number): string | null {
  const leftMs = at - now
  if (leftMs <= 0) return null
  const [unit, unitMs] = units.find(([, size, most]) => leftMs < size * most) ?? units[3]
  return ago.format(Math.ceil(leftMs / unitMs), unit)
}

const dayOnly = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
const hour = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** The day of a server time in ms, with its time of day where what begins then is shorter than a day. */
export const formatDay = (at: number, lengthMs: number): string =>
  (lengthMs < 86_400_000 ? hour : dayOnly).format(at)
