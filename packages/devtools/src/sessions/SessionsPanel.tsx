import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { useConnection, useSessions } from '@sluice/react'
import { useNow } from '@sluice/ui'
import { type KeyboardEvent, useCallback, useMemo, useState } from 'react'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import { BulkBar } from './BulkBar.tsx'
import { SessionFilters } from './SessionFilters.tsx'
import { SessionRow } from './SessionRow.tsx'
import { directoryFilterOf, everySession, facetsOf, type SessionFilter } from './sessionFilter.ts'

/** The props of {@link SessionsPanel}. */
export interface SessionsPanelProps {
  readonly filter: SessionFilter
  readonly onFilter: (filter: SessionFilter) => void
  readonly selected: SessionRef | null
  readonly onOpen: (session: SessionRef) => void
  /** The address of a session, so that it can be opened in another tab. */
  readonly hrefOf: (session: SessionRef) => string
}

/** How often the times of the last activity are written again. */
const AGO_MS = 10_000

/** The live directory of sessions, the last active first; a table where there is room, a list of cards where there is not. [S13] */
export function SessionsPanel({ filter, onFilter, selected, onOpen, hrefOf }: SessionsPanelProps) {
  const { messages } = useDevtools()
  const all = useSessions(useMemo(() => directoryFilterOf(everySession), []))
  const wanted = useSessions(useMemo(() => directoryFilterOf(filter), [filter]))
  const [rows, setRows] = useState(wanted.rows)
  // What was found for the filter before stays until the new answer is here.
  if (wanted.status === 'live' && rows !== wanted.rows) setRows(wanted.rows)
  const connection = useConnection()
  const refusal = wanted.error ?? (connection.status === 'refused' ? connection.error : null)
  const facets = useMemo(() => facetsOf(all.rows), [all.rows])
  const now = useNow(true, AGO_MS)
  const isFiltered = hasFilter(filter)
  const [pickedNames, setPickedNames] = useState<ReadonlySet<string>>(new Set())
  const [isPicking, setPicking] = useState(false)
  // What the filter hides is not done to.
  const picked = useMemo(() => rows.filter(row => pickedNames.has(nameOf(row))), [rows, pickedNames])
  const pick = useCallback((some: readonly DirectoryRow[], isPicked: boolean) => {
    if (isPicked) setPicking(true)
    setPickedNames(old => {
      const next = new Set(old)
      for (const row of some) isPicked ? next.add(nameOf(row)) : next.delete(nameOf(row))
      return next
    })
  }, [])
  const pickOne = useCallback((row: DirectoryRow, isPicked: boolean) => pick([row], isPicked), [pick])

  return (
    <section className="sluice-devtools-panel sluice-devtools-sessions" aria-label={messages.sessions}>
      <header className="sluice-devtools-toolbar">
        <h2 className="sluice-devtools-heading">{messages.sessions}</h2>
        <span className="sluice-devtools-quiet">{formatCount(rows.length)}</span>
      </header>
      <SessionFilters filter={filter} onFilter={onFilter} facets={facets} />
      {isPicking && (
        <BulkBar
          sessions={picked}
          onClear={() => {
            setPickedNames(new Set())
            setPicking(false)
          }}
        />
      )}
      <div className="sluice-devtools-scroll" aria-busy={wanted.status === 'connecting' && refusal === null}>
        {rows.length > 0 ? (
          <table className="sluice-devtools-table" onKeyDown={moveByArrows}>
            <thead>
              <tr>
                <th scope="col" data-column="pick">
                  <input
                    type="checkbox"
                    aria-label={messages.selectAll}
                    checked={picked.length === rows.length}
                    ref={input => {
                      if (input !== null)
                        input.indeterminate = picked.length > 0 && picked.length < rows.length
                    }}
                    onChange={event => pick(rows, event.target.checked)}
                  />
                </th>
                <th scope="col" data-column="title">
                  {messages.titleColumn}
                </th>
                <th scope="col" data-column="status">
                  {messages.statusColumn}
                </th>
                <th scope="col" data-column="waiting">
                  {messages.waitingColumn}
                </th>
                <th scope="col" data-column="runs">
                  {messages.runsColumn}
                </th>
                <th scope="col" data-column="errors">
                  {messages.failedRunsColumn}
                </th>
                <th scope="col" data-column="messages">
                  {messages.messagesColumn}
                </th>
                <th scope="col" data-column="tokens">
                  {messages.tokensColumn}
                </th>
                <th scope="col" data-column="cost">
                  {messages.costColumn}
                </th>
                <th scope="col" data-column="activity">
                  {messages.activityColumn}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <SessionRow
                  key={`${row.agent}/${row.id}`}
                  row={row}
                  now={now}
                  isSelected={row.agent === selected?.agent && row.id === selected.id}
                  isPicked={pickedNames.has(nameOf(row))}
                  onPick={pickOne}
                  onOpen={onOpen}
                  href={hrefOf(row)}
                />
              ))}
            </tbody>
          </table>
        ) : refusal !== null ? (
          <EmptyNote title={messages.connection.refused} text={refusal.message} tone="bad" />
        ) : wanted.status === 'connecting' ? (
          <EmptyNote title={messages.connectingToSessions} isBusy />
        ) : isFiltered ? (
          <EmptyNote title={messages.noSessionMatches} />
        ) : (
          <EmptyNote title={messages.noSessions} text={messages.noSessionsText} />
        )}
      </div>
    </section>
  )
}

const nameOf = ({ agent, id }: SessionRef) => `${agent}/${id}`

const hasFilter = ({ agent, status, search }: SessionFilter) =>
  agent !== '' || status !== '' || search.trim() !== ''

function moveByArrows(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[href]')]
  const next = links[links.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
