import { plainText } from './plainText.ts'

/** At most this much of a value is put on one line; the rest is cut by the style sheet. */
const LONGEST = 160

const isScalar = (value: unknown) => value !== null && typeof value !== 'object' && value !== ''

/** The scalars of an object on one line, as far as they say something at a glance: `src/parse.ts · 12`. */
export function summarize(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (isScalar(value)) return oneLine(String(value))
  const scalars = Object.values(value).filter(isScalar).map(String)
  return oneLine(scalars.join(' · '))
}

const oneLine = (text: string) => plainText(text.slice(0, LONGEST)).replace(/\s+/g, ' ').trim()
