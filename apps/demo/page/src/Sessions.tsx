import { useSessions } from '@sluice/react'
import { useNow, useUi } from '@sluice/ui'
import type { MouseEvent } from 'react'
import { addressOf, agent, openSession } from './session.ts'

type Row = ReturnType<typeof useSessions>['rows'][number]

const words: Record<Row['status'], string> = {
  idle: '',
  running: 'Running',
  waiting: 'Waiting for you',
  failed: 'Failed',
}

function follow(event: MouseEvent, id: string): void {
  // A click that asks for another tab or window is the browser's.
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  openSession(id)
  document.getElementById('sessions')?.hidePopover()
}

function SessionLink({ row, isOpen }: { readonly row: Row; readonly isOpen: boolean }) {
  const { format } = useUi()
  const now = useNow(true, 60_000)
  const word = words[row.status]
  return (
    <li>
      <a
        href={addressOf(row.id)}
        data-status={row.status}
        aria-current={isOpen ? 'page' : undefined}
        onClick={event => follow(event, row.id)}
      >
        <span className="demo-session-title">{row.title || 'New triage'}</span>
        <span className="demo-session-state">
          {word ? <span>{word}</span> : null}
          <time dateTime={new Date(row.updatedAt).toISOString()}>{format.time(row.updatedAt, now)}</time>
        </span>
      </a>
    </li>
  )
}

/** The sessions of the agent, live; beside the chat where there is room, else over it. */
export function Sessions({ open }: { readonly open: string }) {
  const { rows, status } = useSessions({ agent, limit: 50 })
  return (
    <nav id="sessions" className="demo-sessions" popover="auto" aria-label="Sessions">
      <h2>Sessions</h2>
      {rows.length === 0 && status === 'live' ? <p>What you start appears here.</p> : null}
      <ul>
        {rows.map(row => (
          <SessionLink key={row.id} row={row} isOpen={row.id === open} />
        ))}
      </ul>
    </nav>
  )
}
