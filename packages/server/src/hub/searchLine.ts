import { partsOf, searchText, searchWords, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { SessionKey, Store } from '../store/Store.ts'

/** So many settled things are looked through at once, some milliseconds of the store's thread, so that commits come in between. */
const ENTRIES_AT_ONCE = 500

/** The messages of the line that hold a text, in any case, oldest first: of the whole log, however little of it the view holds. [S9] [E10] */
export async function searchLine(
  store: Store,
  key: SessionKey,
  view: View,
  text: string,
): Promise<readonly Id[]> {
  const words = searchWords(text)
  const known = new Map<Id, { readonly after: Id | null; readonly found: boolean }>()
  let before: number | null = null
  do {
    const read = await store.search(key, words, before, ENTRIES_AT_ONCE)
    for (const { message, after, found } of read.messages) known.set(message, { after, found })
    before = read.before
  } while (before !== null)
  for (const message of Object.values(view.open.messages)) {
    const found = searchText(partsOf(view, message)).includes(words)
    known.set(message.id, { after: message.after, found })
  }
  const line: Id[] = []
  let id = view.head
  while (id !== null) {
    const message = known.get(id)
    if (message === undefined) break
    if (message.found) line.push(id)
    // A log that a hostile writer made may go in circles.
    known.delete(id)
    id = message.after
  }
  return line.reverse()
}
