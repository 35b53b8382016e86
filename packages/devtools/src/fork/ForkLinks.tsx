import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { useSessions } from '@sluice/react'
import { SessionLink, type SessionLinks } from '../operators/SessionLink.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The props of {@link ForkLinks}. */
export interface ForkLinksProps extends SessionLinks {
  readonly session: SessionRef
  readonly view: View
  readonly onCompare: (other: SessionRef) => void
}

/** Where a session was forked from, and what was forked from it; each can be opened, or compared with this one. [D7] */
export function ForkLinks({ session, view, onCompare, ...links }: ForkLinksProps) {
  const { messages } = useDevtools()
  const { rows } = useSessions()
  const from = view.session?.forkedFrom ?? null
  const forks = rows.filter(
    ({ forkedFrom }) => forkedFrom?.agent === session.agent && forkedFrom.id === session.id,
  )
  if (from === null && forks.length === 0) return null
  const link = (other: SessionRef) => (
    <span key={`${other.agent}/${other.id}`}>
      <SessionLink session={other} {...links} />{' '}
      <button
        type="button"
        className="sluice-devtools-link"
        onClick={() => onCompare({ agent: other.agent, id: other.id })}
      >
        {messages.compareWith}
      </button>
    </span>
  )
  return (
    <div className="sluice-devtools-fork-links">
      {from !== null && (
        <span>
          {messages.forkedFrom} {link(from)}
        </span>
      )}
      {forks.length > 0 && (
        <span>
          {messages.forks} {forks.map(link)}
        </span>
      )}
    </div>
  )
}
