import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { type MouseEvent, memo } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatAgo, formatCompact, formatCost, formatCount, formatDate } from '../text/format.ts'
import { describeSession } from './describeSession.ts'

/** The props of {@link SessionRow}. */
export interface SessionRowProps {
  readonly row: DirectoryRow
  /** The time in ms against which the last activity is told. */
  readonly now: number
  readonly isSelected: boolean
  readonly href: string
  readonly onOpen: (session: SessionRef) => void
}

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** One session of the directory. */
export const SessionRow = memo(function SessionRow({ row, now, isSelected, href, onOpen }: SessionRowProps) {
  const { messages } = useDevtools()
  const { agent, id } = row
  return (
    <tr data-status={row.status} data-selected={isSelected || undefined}>
      <td data-column="title">
        <a
          className="sluice-devtools-session-link"
          href={href}
          aria-current={isSelected ? 'page' : undefined}
          onClick={event => {
            if (!isPlainClick(event)) return
            event.preventDefault()
            onOpen({ agent, id })
          }}
        >
          <bdi>{row.title || messages.untitled}</bdi>
        </a>
        <span className="sluice-devtools-session-id">
          {agent}/{id}
        </span>
      </td>
      <td data-column="status">
        <span className="sluice-devtools-status" data-status={row.status}>
          {describeSession(row, messages)}
        </span>
      </td>
      <td data-column="runs">{formatCount(row.runs)}</td>
      <td data-column="messages">{formatCount(row.messages)}</td>
      <td
        data-column="tokens"
        title={messages.tokensTitle(formatCount(row.inputTokens), formatCount(row.outputTokens))}
      >
        {formatCompact(row.inputTokens + row.outputTokens)}
      </td>
      <td data-column="cost">{formatCost(row.cost)}</td>
      <td data-column="activity">
        <time dateTime={new Date(row.updatedAt).toISOString()} title={formatDate(row.updatedAt)}>
          {formatAgo(row.updatedAt, now)}
        </time>
      </td>
    </tr>
  )
})
