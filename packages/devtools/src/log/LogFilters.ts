import type { Envelope } from '@sluice/protocol'
import { isFailure } from '../scrubber/createLogMarks.ts'
import { searchedText } from '../search/createTextSearch.ts'
import { familyOf } from './family.ts'
import { type FamilyFilter, isShown } from './familyFilter.ts'

/** Which events of a log are shown. */
export interface LogFilters {
  readonly families: FamilyFilter
  /** What an event has to hold somewhere in its payload, in any case of letters; everything when empty. */
  readonly find: string
  readonly onlyFailed: boolean
}

/** The payload of an event as text that is searched, made once for each event of a log. */
export function createLogText(): (envelope: Envelope) => string {
  const texts = new WeakMap<Envelope, string>()
  return envelope => {
    const known = texts.get(envelope)
    if (known !== undefined) return known
    const text = searchedText(envelope)
    texts.set(envelope, text)
    return text
  }
}

/** Makes the test that an event has to pass; null where all do. */
export function matcherOf(
  { families, find, onlyFailed }: LogFilters,
  textOf: (envelope: Envelope) => string,
): ((envelope: Envelope) => boolean) | null {
  const wanted = find.trim().toLowerCase()
  if (families.families.length === 0 && wanted === '' && !onlyFailed) return null
  return envelope =>
    isShown(families, familyOf(envelope.event.type)) &&
    (!onlyFailed || isFailure(envelope.event)) &&
    (wanted === '' || textOf(envelope).includes(wanted))
}
