import { type Family, isFamily } from './family.ts'

/** Which families a log shows: only those named, or all but those. */
export interface FamilyFilter {
  readonly mode: 'only' | 'except'
  readonly families: readonly Family[]
}

/** The filter that shows everything. */
export const everyFamily: FamilyFilter = { mode: 'except', families: [] }

/** Tells whether a family is shown. */
export function isShown(filter: FamilyFilter, family: Family): boolean {
  return filter.families.includes(family) === (filter.mode === 'only')
}

/** Shows or hides one family. Hiding the last of those that are shown shows all again, since an empty log helps nobody. */
export function toggleFamily(filter: FamilyFilter, family: Family): FamilyFilter {
  const rest = filter.families.filter(other => other !== family)
  if (rest.length === filter.families.length) return { ...filter, families: [...rest, family] }
  return rest.length === 0 ? everyFamily : { ...filter, families: rest }
}

/** Shows one family alone; the same again shows all. */
export function onlyFamily(filter: FamilyFilter, family: Family): FamilyFilter {
  const isAlone = filter.mode === 'only' && filter.families.length === 1 && filter.families[0] === family
  return isAlone ? everyFamily : { mode: 'only', families: [family] }
}

/** The filter as one word for a URL, such as `tool,approval` or `-part`; empty when everything is shown. */
export function formatFamilyFilter({ mode, families }: FamilyFilter): string {
  return families.length === 0 ? '' : `${mode === 'except' ? '-' : ''}${families.join(',')}`
}

/** Reads {@link formatFamilyFilter}; what is no family is passed over. */
export function parseFamilyFilter(text: string): FamilyFilter {
  const mode = text.startsWith('-') ? 'except' : 'only'
  const families = [...new Set(text.replace(/^-/, '').split(','))].filter(isFamily)
  return families.length === 0 ? everyFamily : { mode, families }
}
