import { SessionInspector, type SessionLinks, useLogSource } from '@sluice/devtools'
import { useMemo } from 'react'
import { type parseSession, type Search, searchOfSelection, selectionOf } from './search.ts'

/** The props of {@link OpenSession}. */
export interface OpenSessionProps {
  readonly session: NonNullable<ReturnType<typeof parseSession>>
  readonly search: Search
  readonly onSearch: (search: ReturnType<typeof searchOfSelection>) => void
  readonly links: SessionLinks
  readonly onForked: (session: NonNullable<ReturnType<typeof parseSession>>) => void
}

/** One session, with what is selected in it held by the URL. */
export function OpenSession({ session, search, onSearch, links, onForked }: OpenSessionProps) {
  const source = useLogSource(session)
  const selection = useMemo(() => selectionOf(search), [search])
  return (
    <SessionInspector
      session={session}
      source={source}
      selection={selection}
      links={links}
      onForked={onForked}
      onSelection={next => onSearch(searchOfSelection(next))}
    />
  )
}
