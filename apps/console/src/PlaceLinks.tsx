import { useDevtools } from '@sluice/devtools'
import { useSessions } from '@sluice/react'
import type { MouseEvent } from 'react'
import { type Place, places } from './search.ts'

/** The props of {@link PlaceLinks}. */
export interface PlaceLinksProps {
  /** Null for the list of sessions. */
  readonly place: Place | null
  readonly hrefOf: (place: Place | null) => string
  readonly onPlace: (place: Place | null) => void
}

const waiting = { status: 'waiting', limit: 100 } as const

/** Leads to the sessions and to what is looked at over all of them, with how many questions wait for a person. */
export function PlaceLinks({ place, hrefOf, onPlace }: PlaceLinksProps) {
  const { messages } = useDevtools()
  const { rows } = useSessions(waiting)
  const count = rows.reduce((sum, row) => sum + row.approvals, 0)
  const names: Readonly<Record<Place, string>> = {
    approvals: messages.approvals,
    wakes: messages.timers,
    usage: messages.usage,
    connections: messages.connections,
  }
  const link = (to: Place | null, label: string) => (
    <a
      key={label}
      href={hrefOf(to)}
      aria-current={to === place ? 'page' : undefined}
      onClick={(event: MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        onPlace(to)
      }}
    >
      {label}
      {to === 'approvals' && count > 0 && <span className="sluice-devtools-badge">{count}</span>}
    </a>
  )
  return (
    <nav className="console-places" aria-label={messages.places}>
      {link(null, messages.sessions)}
      {places.map(each => link(each, names[each]))}
    </nav>
  )
}
