import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { useApprovals, useSessions } from '@sluice/react'
import type { MouseEvent, ReactNode } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { SessionScope, useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What the parts of an inbox expose: `data-empty`. */
export interface InboxState {
  readonly empty: boolean
}

interface InboxContextValue {
  readonly rows: readonly DirectoryRow[]
  readonly isKnown: boolean
  readonly count: number
  readonly onOpen: ((session: SessionRef) => void) | undefined
  readonly hrefOf: ((session: SessionRef) => string) | undefined
}

const [InboxContext, useInbox] = createPartContext<InboxContextValue>('Inbox.Root')
const [RowContext, useRow] = createPartContext<DirectoryRow>('Inbox.Session')

const stateOf = ({ rows }: InboxContextValue): InboxState => ({ empty: rows.length === 0 })

/** So many sessions of a kind are looked at. */
const MOST_SESSIONS = 20

/** Sessions that only wait, and those that ask while they go on with something else: of these the last updated are looked through. */
function useWaiting(agent: string | undefined) {
  const filter = agent ? { agent } : {}
  const only = useSessions({ ...filter, status: 'waiting', limit: MOST_SESSIONS })
  const running = useSessions({ ...filter, status: 'running', limit: MOST_SESSIONS })
  const rows = [...only.rows, ...running.rows].filter(row => row.approvals > 0)
  return { rows: rows.sort((a, b) => a.updatedAt - b.updatedAt), status: only.status }
}

/** The props of {@link Root}. */
export type InboxRootProps = PartProps<'section', InboxState> & {
  /** The sessions of this agent only. */
  readonly agent?: string | undefined
  /** Opens a session in this page. */
  readonly onOpen?: ((session: SessionRef) => void) | undefined
  /** The address of a session. */
  readonly hrefOf?: ((session: SessionRef) => string) | undefined
}

/** What waits for a person in all sessions that they may see, those that waited longest first. */
export function Root({ agent, onOpen, hrefOf, ...props }: InboxRootProps) {
  const { rows, status } = useWaiting(agent)
  const count = rows.reduce((sum, row) => sum + row.approvals, 0)
  const value = { rows, isKnown: status === 'live', count, onOpen, hrefOf }
  const element = usePartElement('section', 'inbox', stateOf(value), props, {
    'aria-label': useUi().messages.inbox,
  })
  return <InboxContext value={value}>{element}</InboxContext>
}

/** How many approvals wait; nothing for none. */
export function Count(props: PartProps<'span', InboxState>) {
  const value = useInbox()
  const children = useUi().format.number(value.count)
  const element = usePartElement('span', 'inbox-count', stateOf(value), props, { children })
  return value.count > 0 ? element : null
}

/** Said when nothing waits. */
export function Empty(props: PartProps<'p', InboxState>) {
  const value = useInbox()
  const children = useUi().messages.inboxEmpty
  const element = usePartElement('p', 'inbox-empty', stateOf(value), props, { children })
  return value.isKnown && value.rows.length === 0 ? element : null
}

/** The props of {@link Sessions}. */
export type InboxSessionsProps = Omit<PartProps<'ul', InboxState>, 'children'> & {
  /** Draws a session, inside of its own scope. */
  readonly children: (row: DirectoryRow) => ReactNode
}

/** The sessions that wait. */
export function Sessions({ children: draw, ...props }: InboxSessionsProps) {
  const value = useInbox()
  return usePartElement('ul', 'inbox-sessions', stateOf(value), props, {
    children: value.rows.map(row => (
      <SessionScope key={`${row.agent}/${row.id}`} agent={row.agent} id={row.id}>
        {draw(row)}
      </SessionScope>
    )),
  })
}

/** The props of {@link Session}. */
export type InboxSessionProps = PartProps<'li'> & { readonly row: DirectoryRow }

/** A session that waits. */
export function Session({ row, ...props }: InboxSessionProps) {
  const element = usePartElement('li', 'inbox-session', {}, props)
  return <RowContext value={row}>{element}</RowContext>
}

/** Its title, as a link where there is somewhere to go. */
export function Link(props: PartProps<'a'>) {
  const row = useRow()
  const { onOpen, hrefOf } = useInbox()
  const { messages } = useUi()
  const session = { agent: row.agent, id: row.id }
  return usePartElement('a', 'inbox-link', {}, props, {
    href: hrefOf?.(session) ?? (onOpen ? '#' : undefined),
    onClick: (event: MouseEvent) => {
      if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      onOpen(session)
    },
    children: row.title || messages.sessionUntitled,
  })
}

/** The props of {@link Approvals}. */
export interface InboxApprovalsProps {
  /** Draws an approval of the session around. */
  readonly children: (approval: ReturnType<typeof useApprovals>[number]) => ReactNode
}

/** The open approvals of the session around. */
export function Approvals({ children: draw }: InboxApprovalsProps) {
  return useApprovals(useSessionRef()).map(draw)
}
