import { type Part, type Settled, searchText } from '@sluice/fold'
import type { Store } from '../Store.ts'

type FoundMessages = Awaited<ReturnType<Store['search']>>['messages']

/** Looks for words in lower case through settled things of a session, given as JSON. What was redacted is not in them any more. [S9] */
export function searchEntries(entries: readonly string[], words: string): FoundMessages {
  return entries.flatMap(json => {
    const entry = JSON.parse(json) as Settled
    if (entry.kind !== 'message') return []
    // The parts of a settled message stand in it.
    const found = !entry.redacted && searchText(entry.parts as readonly Part[]).includes(words)
    return [{ message: entry.id, after: entry.after, found }]
  })
}
