import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { useClient, useSessions } from '@sluice/react'
import { type ChangeEvent, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import {
  SessionListContext,
  type SessionListContextValue,
  type SessionListState,
  useSessionList,
} from './SessionListContext.tsx'

/** The props of {@link Root}. */
export type SessionListRootProps = PartProps<'nav', SessionListState> & {
  /** The sessions of this agent only. */
  readonly agent?: string | undefined
  /** At most so many, those that something last happened in. */
  readonly limit?: number | undefined
  /** The session that is open. */
  readonly current?: SessionRef | null | undefined
  /** The address of a session, so that it can be opened in another tab. */
  readonly hrefOf?: ((session: SessionRef) => string) | undefined
  /** Opens a session in this page. */
  readonly onOpen: (session: SessionRef) => void
  /** Starts a new session. */
  readonly onNew?: (() => void) | undefined
}

const LIMIT = 50

/**
 * The rows that a search lets through. Until the server has answered another search, the last rows are searched here, so that nothing
 * flashes. [S13]
 */
function useRows(agent: string | undefined, limit: number, search: string, archived: boolean) {
  const asked = search.trim()
  const { rows, status } = useSessions({
    limit,
    archived,
    ...(agent ? { agent } : {}),
    ...(asked ? { search: asked } : {}),
  })
  const last = useRef<readonly DirectoryRow[]>([])
  const isAnswered = status === 'live' || rows.length > 0
  if (isAnswered) last.current = rows
  const wanted = asked.toLowerCase()
  const known = isAnswered ? rows : last.current.filter(({ title }) => title.toLowerCase().includes(wanted))
  // A server of before knows of none, and gives all.
  const shown = known.filter(({ archivedAt }) => (archivedAt !== undefined) === archived)
  return { rows: shown, status }
}

/** The live list of sessions that the reader may see. */
export function Root({
  agent,
  limit = LIMIT,
  current = null,
  hrefOf,
  onOpen,
  onNew,
  ...props
}: SessionListRootProps) {
  const [search, setSearch] = useState('')
  const [archived, setArchived] = useState(false)
  const { rows, status } = useRows(agent, limit, search, archived)
  const searching = search.trim() !== ''
  const state = useMemo(
    () => ({ directoryStatus: status, searching, archived }),
    [status, searching, archived],
  )
  const value: SessionListContextValue = {
    rows,
    state,
    search,
    current,
    setSearch,
    setArchived,
    hrefOf: session => hrefOf?.(session),
    onOpen,
    onNew,
  }
  const element = usePartElement('nav', 'session-list', state, props, {
    'aria-label': useUi().messages.sessions,
  })
  return <SessionListContext value={value}>{element}</SessionListContext>
}

const LINK = '[data-sluice="session-link"]'

/** Searches the titles. The down arrow goes to the first that is found. */
export function Search(props: PartProps<'input', SessionListState>) {
  const { state, search, setSearch } = useSessionList()
  const { messages } = useUi()
  return usePartElement('input', 'session-list-search', state, props, {
    type: 'search',
    value: search,
    placeholder: messages.sessionSearch,
    'aria-label': messages.sessionSearch,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setSearch(event.target.value),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      event.currentTarget.closest('[data-sluice="session-list"]')?.querySelector<HTMLElement>(LINK)?.focus()
    },
  })
}

/** Starts a new session; nothing when the list was not told how. */
export function New(props: PartProps<'button', SessionListState>) {
  const { state, onNew } = useSessionList()
  const label = useUi().messages.sessionNew
  const element = usePartElement('button', 'session-list-new', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    onClick: onNew,
    children: label,
  })
  return onNew ? element : null
}

/** The props of {@link Items}. */
export type SessionListItemsProps = Omit<PartProps<'ul', SessionListState>, 'children'> & {
  /** Draws a row. */
  readonly children: (row: DirectoryRow) => ReactNode
}

/** The sessions, the last updated first. The arrow keys go from one to the next. */
export function Items({ children: draw, ...props }: SessionListItemsProps) {
  const { state, rows } = useSessionList()
  return usePartElement('ul', 'session-list-items', state, props, {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (step === 0 || !(event.target as Element).matches(LINK)) return
      event.preventDefault()
      const links = [...event.currentTarget.querySelectorAll<HTMLElement>(LINK)]
      links[links.indexOf(event.target as HTMLElement) + step]?.focus()
    },
    children: rows.map(draw),
  })
}

/** Why no session is listed; nothing while some are, or while that is not known. */
export function Empty(props: PartProps<'p', SessionListState>) {
  const { state, rows } = useSessionList()
  const { messages } = useUi()
  const words = {
    connecting: null,
    live: state.searching
      ? messages.sessionsNoMatch
      : state.archived
        ? messages.sessionsNoneArchived
        : messages.sessionsEmpty,
    closed: messages.sessionsClosed,
  }
  const children = words[state.directoryStatus]
  const element = usePartElement('p', 'session-list-empty', state, props, { children })
  return rows.length === 0 && children !== null ? element : null
}

/** Shows what was put aside instead of the others, and back; nothing when the backend cannot put a session aside. [C7] */
export function Archived(props: PartProps<'button', SessionListState>) {
  const { state, setArchived } = useSessionList()
  const { messages } = useUi()
  const canArchive = useClient().capabilities.archive === true
  const element = usePartElement('button', 'session-list-archived', state, props, {
    type: 'button',
    'aria-pressed': state.archived,
    onClick: () => setArchived(!state.archived),
    children: messages.sessionsArchived,
  })
  return canArchive ? element : null
}
