/** Numbers, times and durations in the words of a locale. */
export interface Format {
  readonly locale: string | undefined
  readonly number: (value: number) => string
  readonly percent: (fraction: number) => string
  /** `12ms`, `0.4s`, `12s`, `3m 5s`, `2h 4m`. */
  readonly duration: (ms: number) => string
  readonly bytes: (bytes: number) => string
  /** US dollars; below a cent with the digits that tell it from nothing. */
  readonly money: (dollars: number) => string
  /** The time of the day, with the date when it is another day than `now`. */
  readonly time: (at: number, now: number) => string
  /** The day, as a reader of `now` calls it: today, yesterday, else its date. */
  readonly day: (at: number, now: number) => string
  /** The whole date and time. */
  readonly dateTime: (at: number) => string
}

const DAY_MS = 86_400_000
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

const unit = (locale: string | undefined, name: string, fractionDigits = 0) =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: 'narrow',
    maximumFractionDigits: fractionDigits,
  })

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0)

/** Days of the reader's calendar; a day with a change of the clock counts as one. */
const daysBetween = (at: number, now: number) => Math.round((midnight(now) - midnight(at)) / DAY_MS)

const capitalized = (text: string, locale: string | undefined) =>
  text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)

/** Makes the formatters of a locale; undefined means the reader's own. */
export function createFormat(locale?: string): Format {
  const number = new Intl.NumberFormat(locale)
  const money = (digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: digits,
    })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const millis = unit(locale, 'millisecond')
  const tenths = unit(locale, 'second', 1)
  const seconds = unit(locale, 'second')
  const minutes = unit(locale, 'minute')
  const hours = unit(locale, 'hour')
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
  const dateOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' })
  return {
    locale,
    number: value => number.format(value),
    percent: fraction => percent.format(fraction),
    duration(ms) {
      const whole = Math.round(Math.max(0, ms) / 1000)
      if (ms > 0 && ms < 95) return millis.format(ms)
      if (ms < 9_950) return tenths.format(Math.max(0, ms) / 1000)
      if (whole < 60) return seconds.format(whole)
      if (whole < 3600)
        return list.format([minutes.format(Math.floor(whole / 60)), seconds.format(whole % 60)])
      return list.format([
        hours.format(Math.floor(whole / 3600)),
        minutes.format(Math.floor(whole / 60) % 60),
      ])
    },
    bytes(bytes) {
      const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
      return unit(locale, BYTE_UNITS[step] ?? 'byte', step === 0 ? 0 : 1).format(bytes / 1000 ** step)
    },
    money: dollars => money(dollars !== 0 && Math.abs(dollars) < 0.1 ? 4 : 2).format(dollars),
    time: (at, now) => (Math.abs(now - at) < DAY_MS ? clock : day).format(at),
    day(at, now) {
      const days = daysBetween(at, now)
      if (days === 0 || days === 1) return capitalized(relative.format(-days, 'day'), locale)
      return (days > 300 ? dateOfYear : date).format(at)
    },
    dateTime: at => full.format(at),
  }
}
