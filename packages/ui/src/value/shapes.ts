/** A text and what it becomes. */
export interface Change {
  readonly before: string
  readonly after: string
}

/** Names under which tools say what a text is replaced by. */
const CHANGE_KEYS: readonly (readonly [before: string, after: string])[] = [
  ['find', 'replace'],
  ['before', 'after'],
  ['old', 'new'],
  ['oldText', 'newText'],
  ['old_string', 'new_string'],
]

/** The change that an object describes by two texts, and its other entries; null when it describes none. */
export function changeOf(value: object): { change: Change; rest: [string, unknown][] } | null {
  const entries = new Map(Object.entries(value))
  for (const [before, after] of CHANGE_KEYS) {
    const old = entries.get(before)
    const fresh = entries.get(after)
    if (typeof old !== 'string' || typeof fresh !== 'string') continue
    const rest = [...entries].filter(([key]) => key !== before && key !== after)
    return { change: { before: old, after: fresh }, rest }
  }
  return null
}

const lines = (text: string, mark: string) =>
  text === '' ? [] : text.split('\n').map(line => `${mark} ${line}`)

/** A change as the lines that go and the lines that come. */
export const changeLines = ({ before, after }: Change): string[] => [
  ...lines(before, '-'),
  ...lines(after, '+'),
]

/** More columns than this are no table that a person can read. */
const MOST_COLUMNS = 6

const isScalar = (value: unknown) => value === null || typeof value !== 'object'

/** The columns of a list of objects that all have the same scalar fields; null when it is not one. */
export function columnsOf(value: readonly unknown[]): readonly string[] | null {
  const [first] = value
  if (typeof first !== 'object' || first === null) return null
  const columns = Object.keys(first)
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return null
  const isRow = (item: unknown) =>
    typeof item === 'object' &&
    item !== null &&
    !Array.isArray(item) &&
    Object.keys(item).length === columns.length &&
    columns.every(column => Object.hasOwn(item, column)) &&
    Object.values(item).every(isScalar)
  return value.every(isRow) ? columns : null
}
