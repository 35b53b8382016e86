import type { SessionRef } from '@sluice/protocol'
import type { MouseEvent } from 'react'

/** How a panel leads to a session. */
export interface SessionLinks {
  readonly onOpen: (session: SessionRef) => void
  /** The address of a session, so that it can be opened in another tab. */
  readonly hrefOf: (session: SessionRef) => string
}

/** Whether a click is one that a page may answer itself. */
export const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** The props of {@link SessionLink}. */
export interface SessionLinkProps extends SessionLinks {
  readonly session: SessionRef
  /** Its agent and id when absent. */
  readonly title?: string
}

/** Leads to a session. */
export function SessionLink({ session: { agent, id }, title = '', onOpen, hrefOf }: SessionLinkProps) {
  return (
    <a
      className="sluice-devtools-anchor"
      href={hrefOf({ agent, id })}
      onClick={event => {
        if (!isPlainClick(event)) return
        event.preventDefault()
        onOpen({ agent, id })
      }}
    >
      {title !== '' && <bdi>{title}</bdi>}{' '}
      <span className="sluice-devtools-session-id">
        {agent}/{id}
      </span>
    </a>
  )
}
