/** The families of events that have a name and a colour of their own, in the order in which filters offer them. */
export const families = [
  'session',
  'run',
  'step',
  'message',
  'part',
  'tool',
  'approval',
  'state',
  'context',
  'timer',
  'fiber',
  'workflow',
  'file',
  'subsession',
  'usage',
  'data',
  'other',
] as const

/** What stands before the dot of an event's type; `other` when this version has no such family. */
export type Family = (typeof families)[number]

const known: ReadonlySet<string> = new Set(families)

/** Tells whether a word from outside is the name of a family. */
export function isFamily(word: string): word is Family {
  return known.has(word)
}

/** The family of an event's type. */
export function familyOf(type: string): Family {
  const family = type.slice(0, Math.max(0, type.indexOf('.')))
  return isFamily(family) ? family : 'other'
}
