import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import { memo } from 'react'
import { isPlainClick } from '../operators/SessionLink.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatAgo, formatCompact, formatCost, formatCount, formatDate } from '../text/format.ts'
import { describeSession } from './describeSession.ts'

/** The props of {@link SessionRow}. */
export interface SessionRowProps {
  readonly row: DirectoryRow
  /** The time in ms against which the last activity is told. */
  readonly now: number
  /** Whether it is the one that is looked at. */
  readonly isSelected: boolean
  /** Whether it is among those that something is to be done with. */
  readonly isPicked: boolean
  readonly onPick: (row: DirectoryRow, isPicked: boolean) => void
  readonly href: string
  readonly onOpen: (session: SessionRef) => void
}

/** One session of the directory. */
export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { row, now, isSelected, isPicked, onPick, href, onOpen } = props
  const { messages } = useDevtools()
  const { agent, id } = row
  return (
    <tr data-status={row.status} data-selected={isSelected || undefined}>
      <td data-column="pick">
        <input
          type="checkbox"
          aria-label={messages.selectSession(row.title || id)}
          checked={isPicked}
          onChange={event => onPick(row, event.target.checked)}
        />
      </td>
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
      <td data-column="waiting">
        <bdi>{row.approvals > 0 && messages.waitsFor(row.owner, row.approvals)}</bdi>
      </td>
      <td data-column="runs">{formatCount(row.runs)}</td>
      <td data-column="errors" title={messages.failedRuns(row.failedRuns ?? 0)}>
        {row.failedRuns === undefined ? '' : formatCount(row.failedRuns)}
      </td>
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
