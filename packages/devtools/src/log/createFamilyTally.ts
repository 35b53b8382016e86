import type { Envelope } from '@sluice/protocol'
import { type Family, familyOf } from './family.ts'

/** Counts the events of each family in a log that only grows; each envelope is looked at once. */
export interface FamilyTally {
  /** The families among the first `count` envelopes, with how many events they have. The same map comes back while nothing was added. */
  extend(count: number): ReadonlyMap<Family, number>
}

/** Makes a tally over the envelopes of one log, to which more may be added at the end. */
export function createFamilyTally(envelopes: readonly Envelope[]): FamilyTally {
  let tally: ReadonlyMap<Family, number> = new Map()
  let scanned = 0
  return {
    extend: count => {
      if (count <= scanned) return tally
      const next = new Map(tally)
      for (; scanned < count; scanned++) {
        const envelope = envelopes[scanned]
        if (envelope === undefined) continue
        const family = familyOf(envelope.event.type)
        next.set(family, (next.get(family) ?? 0) + 1)
      }
      tally = next
      return tally
    },
  }
}
