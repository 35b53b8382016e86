import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { createPartContext } from '../part/createPartContext.tsx'

/** What the parts of a list expose: `data-directory-status`, `data-searching` while a text is searched for, and `data-archived` while it shows what was put aside. */
export interface SessionListState {
  readonly directoryStatus: 'connecting' | 'live' | 'closed'
  readonly searching: boolean
  readonly archived: boolean
}

/** What the parts of a list know of it. */
export interface SessionListContextValue {
  readonly rows: readonly DirectoryRow[]
  readonly state: SessionListState
  readonly search: string
  readonly current: SessionRef | null
  setSearch(search: string): void
  setArchived(archived: boolean): void
  hrefOf(session: SessionRef): string | undefined
  onOpen(session: SessionRef): void
  onNew: (() => void) | undefined
}

/** What the parts of a row expose: `data-session-status`, `data-current` on the one that is open, `data-unread` while it has messages that the reader has not seen, `data-archived` on one that was put aside, and `data-renaming`. */
export interface SessionState {
  readonly sessionStatus: DirectoryRow['status']
  readonly current: boolean
  readonly unread: boolean
  readonly archived: boolean
  readonly renaming: boolean
}

/** What the parts of a row know of it. */
export interface SessionContextValue {
  readonly row: DirectoryRow
  readonly state: SessionState
  setRenaming(renaming: boolean): void
}

const [SessionListContext, useSessionList] = createPartContext<SessionListContextValue>('SessionList.Root')
const [SessionContext, useListedSession] = createPartContext<SessionContextValue>('SessionList.Item')

export { SessionContext, SessionListContext, useListedSession, useSessionList }
