import type { LogView } from '@sluice/client'
import { useRef, useState } from 'react'
import { usePageKeys } from '../keys/usePageKeys.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import type { LogFilters } from './LogFilters.ts'

/** The props of {@link LogToolbar}. */
export interface LogToolbarProps {
  readonly log: LogView
  readonly rows: number
  readonly filter: LogFilters
  readonly onFilter: (filter: LogFilters) => void
  /** Whether what comes now is not shown. */
  readonly isPaused: boolean
  readonly onPause: () => void
  readonly isFollowing: boolean
  readonly onFollow: () => void
}

/** How long the log is, whether it is live, what of it is shown, and whether its end is followed. */
export function LogToolbar(props: LogToolbarProps) {
  const { log, rows, filter, onFilter, isPaused, onPause, isFollowing, onFollow } = props
  const { messages } = useDevtools()
  const field = useRef<HTMLInputElement>(null)
  usePageKeys(key => {
    if (key === '/') field.current?.focus()
    return key === '/'
  })
  const [seen, setSeen] = useState(log.count)
  const [wasLive, setWasLive] = useState(log.phase === 'live')
  // What was there when the log was first read whole is not new, and what is followed is seen.
  const isFirst = log.phase === 'live' && !wasLive
  if (isFirst) setWasLive(true)
  if ((isFirst || (isFollowing && !isPaused)) && seen !== log.count) setSeen(log.count)
  const unseen = isFollowing && !isPaused ? 0 : Math.max(0, log.count - seen)
  const count = formatCount(log.count)
  return (
    <header className="sluice-devtools-toolbar">
      <span className="sluice-devtools-status" data-phase={log.phase}>
        {messages.logPhase[log.phase]}
      </span>
      <span className="sluice-devtools-quiet">
        {rows === log.count ? messages.eventCount(count) : messages.eventsShown(formatCount(rows), count)}
      </span>
      <span className="sluice-devtools-spring" />
      <input
        ref={field}
        type="search"
        aria-keyshortcuts="/"
        className="sluice-devtools-input sluice-devtools-find"
        placeholder={messages.findEvents}
        aria-label={messages.findEvents}
        maxLength={200}
        value={filter.find}
        onChange={event => onFilter({ ...filter, find: event.target.value })}
      />
      <button
        type="button"
        className="sluice-devtools-button"
        aria-pressed={filter.onlyFailed}
        onClick={() => onFilter({ ...filter, onlyFailed: !filter.onlyFailed })}
      >
        {messages.onlyFailed}
      </button>
      {log.phase !== 'closed' && (
        <button type="button" className="sluice-devtools-button" aria-pressed={isPaused} onClick={onPause}>
          {isPaused ? messages.pausedLog : messages.pauseLog}
        </button>
      )}
      <button type="button" className="sluice-devtools-button" aria-pressed={isFollowing} onClick={onFollow}>
        {isFollowing ? messages.following : messages.follow}
        {unseen > 0 && (
          <span className="sluice-devtools-badge">{messages.newEvents(formatCount(unseen))}</span>
        )}
      </button>
    </header>
  )
}
