import { type LogView, positionOfOffset } from '@sluice/client'
import type { Fault } from '@sluice/fold'
import type { Offset } from '@sluice/protocol'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { cssVariables } from '../style/cssVariables.ts'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { FamilyChips } from './FamilyChips.tsx'
import type { LogFilters } from './LogFilters.ts'
import { LogHeader } from './LogHeader.tsx'
import { LogPage } from './LogPage.tsx'
import { LogToolbar } from './LogToolbar.tsx'
import { rowOfKey } from './logKeys.ts'
import { useLogRows } from './useLogRows.ts'
import { ROW_HEIGHT, type Stretch, useLogScroll } from './useLogScroll.ts'

const GRID_STYLE = cssVariables({ '--log-row-height': `${ROW_HEIGHT}px` })

/** The props of {@link LogPanel}. */
export interface LogPanelProps {
  readonly log: LogView
  /** The selected event; null while the log is looked at live. */
  readonly selected: Offset | null
  readonly onSelect: (offset: Offset | null) => void
  /** Whether other offsets follow right away. */
  readonly isMoving?: boolean
  readonly filter: LogFilters
  readonly onFilter: (filter: LogFilters) => void
  /** Events that the fold passed over, as far as the view keeps them. */
  readonly faults?: readonly Fault[]
}

/**
 * Every event of a session's log as it grows: filtered by family, by failures and by text, followed or held still, selected with mouse and keys (arrows or j and k, page
 * up and down, home, end; escape goes back to live). What an appended event costs does not depend on the length of the log.
 */
export function LogPanel(props: LogPanelProps) {
  const { selected, onSelect, isMoving = false, filter: filters, onFilter, faults } = props
  const [paused, setPaused] = useState<number | null>(null)
  const log = useMemo(() => heldAt(props.log, paused), [props.log, paused])
  const { messages } = useDevtools()
  const gridId = useId()
  const { filter, rows, tally, toolOf } = useLogRows(log, filters)
  const position = selected === null ? -1 : positionOfOffset(log, selected)
  const row = position < 0 ? -1 : filter.rowAt(position)
  // A selected event that the filter hides is nearest to a row that is not it.
  const selectedRow = row >= 0 && filter.positionOf(row) === position ? row : -1
  const scroll = useLogScroll(rows, selected === null, isMoving)
  const faultOffsets = useMemo(() => new Set(faults?.map(fault => fault.offset)), [faults])

  const revealed = useRef<string | null>(null)
  useEffect(() => {
    if (selected === null) {
      revealed.current = null
      return
    }
    if (row < 0 || revealed.current === selected) return
    scroll.follow(false)
    scroll.reveal(row, revealed.current === null ? 'center' : 'nearest')
    revealed.current = selected
  })

  const selectRow = (target: number) => {
    const envelope = log.envelopes[filter.positionOf(target)]
    if (envelope === undefined) return
    scroll.follow(false)
    scroll.reveal(target, 'nearest')
    revealed.current = envelope.offset
    onSelect(envelope.offset)
  }
  const goLive = () => {
    onSelect(null)
    scroll.follow(true)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape' && selected !== null) {
      event.preventDefault()
      goLive()
      return
    }
    const target = rowOfKey(event.key, { row, rows, rowsSeen: scroll.rowsSeen() })
    if (target === null) return
    event.preventDefault()
    selectRow(target)
  }

  const onClick = (event: MouseEvent) => {
    const clicked = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
    if (clicked !== null) selectRow(Number(clicked.dataset.row))
  }

  const holdsSelected = ({ start, end }: Stretch) => start <= selectedRow && selectedRow < end
  const isSelectedDrawn = scroll.pages.some(holdsSelected)
  return (
    <section className="sluice-devtools-panel sluice-devtools-log" aria-label={messages.log}>
      <LogToolbar
        log={props.log}
        rows={rows}
        isPaused={paused !== null}
        onPause={() => setPaused(paused === null ? props.log.count : null)}
        isFollowing={scroll.isFollowing}
        filter={filters}
        onFilter={onFilter}
        onFollow={() => (scroll.isFollowing ? scroll.follow(false) : goLive())}
      />
      <FamilyChips
        filter={filters.families}
        tally={tally}
        onChange={families => onFilter({ ...filters, families })}
      />
      <div
        ref={scroll.scroller}
        className="sluice-devtools-log-grid"
        role="grid"
        aria-label={messages.log}
        aria-rowcount={rows + 1}
        aria-activedescendant={isSelectedDrawn ? `${gridId}-${selectedRow}` : undefined}
        tabIndex={0}
        style={GRID_STYLE}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <LogHeader />
        <div
          className="sluice-devtools-log-rows"
          role="presentation"
          style={cssVariables({ '--log-rows': rows })}
        >
          {scroll.pages.map(stretch => (
            <LogPage
              key={stretch.page}
              gridId={gridId}
              start={stretch.start}
              end={stretch.end}
              envelopes={log.envelopes}
              filter={filter}
              toolOf={toolOf}
              selectedRow={holdsSelected(stretch) ? selectedRow : -1}
              faults={faultOffsets}
            />
          ))}
        </div>
      </div>
      {rows === 0 && <LogNote log={log} />}
    </section>
  )
}

/** A log as it was when so many events were there. */
function heldAt(log: LogView, count: number | null): LogView {
  return count === null ? log : { ...log, count: Math.min(count, log.count) }
}

function LogNote({ log }: { readonly log: LogView }) {
  const { messages } = useDevtools()
  if (log.phase === 'closed')
    return <EmptyNote title={messages.logClosed} text={log.error?.message} tone="bad" />
  if (log.count > 0) return <EmptyNote title={messages.nothingMatches} />
  if (log.phase !== 'live') return <EmptyNote title={messages.logPhase[log.phase]} isBusy />
  return <EmptyNote title={messages.emptyLog} text={messages.emptyLogText} />
}
