import type { View } from '@sluice/fold'
import { findMessage, lineOf, partsOf, searchText, searchWords } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useClient, useHistory, useSearch, useSession } from '@sluice/react'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** Who types goes on within this; a search for each key would be for nothing. */
const TYPES_ON_MS = 200

/** What a search has found. */
export interface Found {
  /** Oldest first. */
  readonly messages: readonly Id[]
  /** The server still looks for what is not loaded. */
  readonly searching: boolean
  /** What is not loaded was not looked through, because the backend cannot, or did not. */
  readonly partial: boolean
}

/** The messages of the line that hold a text, oldest first; none for an empty one. */
function messagesWith(view: View, query: string): readonly Id[] {
  const words = searchWords(query)
  if (words === '') return []
  return lineOf(view).filter(id => {
    const message = findMessage(view, id)
    return message !== null && !message.redacted && searchText(partsOf(view, message)).includes(words)
  })
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const { clock } = useUi()
  const [settled, setSettled] = useState(text)
  useEffect(
    () => (text === settled ? undefined : clock.every(TYPES_ON_MS, () => setSettled(text))),
    [clock, text, settled],
  )
  return settled
}

/**
 * Finds messages of the session around by what they hold, in the page or not: what is loaded at once, the rest of the log where the backend has a search. Looks
 * again when the line changes, not with its deltas.
 */
export function useFind(query: string): Found {
  const ref = useSessionRef()
  const store = useSession(ref)
  const line = store.line()
  const ids = useSyncExternalStore(line.subscribe, line.getSnapshot, line.getSnapshot)
  const { older } = useHistory(ref)
  const canSearch = useClient().capabilities.search === true
  const settled = useSettled(query)
  const rest = useSearch(ref, older > 0 && settled === query ? query : '', ids.at(-1))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found changes with the line
  const loaded = useMemo(() => messagesWith(store.view().getSnapshot(), query), [store, ids, query])
  const messages = useMemo(() => {
    if (rest.messages.length === 0) return loaded
    const held = new Set(ids)
    return [...rest.messages.filter(id => !held.has(id)), ...loaded]
  }, [rest.messages, ids, loaded])
  const isAsked = canSearch && older > 0 && searchWords(query) !== ''
  return {
    messages,
    searching: isAsked && (settled !== query || rest.status === 'searching'),
    partial: older > 0 && (!canSearch || rest.status === 'failed'),
  }
}
