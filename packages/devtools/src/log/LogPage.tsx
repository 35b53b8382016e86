import type { Envelope, Offset } from '@sluice/protocol'
import { memo, type ReactNode } from 'react'
import { cssVariables } from '../style/cssVariables.ts'
import type { LogFilter } from './createLogFilter.ts'
import type { LogIndex } from './createLogIndex.ts'
import { LogRow } from './LogRow.tsx'

/** Rows that are drawn together. The virtualizer walks all its items when their number changes, so it is given pages, not rows. */
export const PAGE_ROWS = 16

/** The props of {@link LogPage}. */
export interface LogPageProps {
  readonly gridId: string
  /** The page's first row, and the row after its last. */
  readonly start: number
  readonly end: number
  readonly envelopes: readonly Envelope[]
  readonly filter: LogFilter
  readonly toolOf: LogIndex['toolOf']
  /** -1 when the selected row is on another page. */
  readonly selectedRow: number
  readonly faults: ReadonlySet<Offset>
}

/** A stretch of rows. As the log only grows at its end, a page that is full never changes but for its selection. */
export const LogPage = memo(function LogPage(props: LogPageProps) {
  const { gridId, start, end, envelopes, filter, toolOf, selectedRow, faults } = props
  const rows: ReactNode[] = []
  for (let row = start; row < end; row++) {
    const envelope = envelopes[filter.positionOf(row)]
    if (envelope === undefined) continue
    const previous = row === 0 ? undefined : envelopes[filter.positionOf(row - 1)]
    rows.push(
      <LogRow
        key={envelope.offset}
        id={`${gridId}-${row}`}
        row={row}
        envelope={envelope}
        toolOf={toolOf}
        previousAt={previous?.at ?? null}
        isSelected={row === selectedRow}
        isFault={faults.has(envelope.offset)}
      />,
    )
  }
  return (
    <div
      className="sluice-devtools-log-page"
      role="rowgroup"
      style={cssVariables({ '--log-page-row': start })}
    >
      {rows}
    </div>
  )
})
