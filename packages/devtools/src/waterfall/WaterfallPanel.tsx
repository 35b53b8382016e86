import { type LogView, positionOfOffset } from '@sluice/client'
import type { Offset } from '@sluice/protocol'
import { useNow } from '@sluice/ui'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { rowOfKey } from '../log/logKeys.ts'
import { ROW_HEIGHT, useLogScroll } from '../log/useLogScroll.ts'
import { cssVariables } from '../style/cssVariables.ts'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, formatDuration } from '../text/format.ts'
import { pan, type TimeWindow, wholeWindow, zoom } from './barOf.ts'
import { createSpans } from './createSpans.ts'
import { busyTimes, createTimeScale } from './createTimeScale.ts'
import { flattenSpans } from './flattenSpans.ts'
import { Overview } from './Overview.tsx'
import type { Span } from './Span.ts'
import { WaterfallRow } from './WaterfallRow.tsx'

/** The props of {@link WaterfallPanel}. */
export interface WaterfallPanelProps {
  readonly log: LogView
  /** The selected event, whose span is marked; null while the log is looked at live. */
  readonly selected: Offset | null
  readonly onSelect: (offset: Offset | null) => void
  /** Whether other offsets follow right away. */
  readonly isMoving?: boolean
}

/** How often the live end moves on. */
const NOW_MS = 250

const ticks = [0, 0.25, 0.5, 0.75]

const windowKeys: Readonly<Record<string, (window: TimeWindow) => TimeWindow>> = {
  '+': window => zoom(window, 0.5, 0.5),
  '-': window => zoom(window, 2, 0.5),
  '0': () => wholeWindow,
  '[': window => pan(window, -0.25),
  ']': window => pan(window, 0.25),
}

/**
 * What took how long: runs, their model calls, the tools that these called, subsessions and fibers, as bars in segments over one time scale. Idle time may be
 * made short, a brush or the keys + - 0 [ ] choose what is in sight, and rows are drawn only where they are seen. [D3]
 */
export function WaterfallPanel({ log, selected, onSelect, isMoving = false }: WaterfallPanelProps) {
  const { messages } = useDevtools()
  const gridId = useId()
  const { envelopes, count } = log
  const [isCompressed, setCompressed] = useState(true)
  const [window, setWindow] = useState(wholeWindow)
  const [folded, setFolded] = useState<ReadonlySet<Span>>(new Set())
  const spans = useMemo(() => createSpans(envelopes), [envelopes])
  spans.extend(count)
  const { first, last } = spans.times()
  const isOpen = log.phase === 'live' && spans.roots.some(({ end }) => end === null)
  const clock = useNow(isOpen, NOW_MS)
  const now = isOpen ? Math.max(last, clock) : last
  // biome-ignore lint/correctness/useExhaustiveDependencies: the spans change with the count
  const rows = useMemo(() => flattenSpans(spans.roots, folded), [spans, folded, count])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the spans change with the count
  const scale = useMemo(
    () => createTimeScale(first, now, isCompressed ? busyTimes(spans.roots, now) : null),
    [spans, count, first, now, isCompressed],
  )

  const position = selected === null ? -1 : positionOfOffset(log, selected)
  const span = position < 0 ? null : spans.spanAt(position)
  const row = span === null ? -1 : rows.indexOf(span)
  const scroll = useLogScroll(rows.length, selected === null, isMoving)
  const revealed = useRef<Span | null>(null)
  useEffect(() => {
    if (span === revealed.current) return
    revealed.current = span
    if (row >= 0) scroll.reveal(row, 'nearest')
  })

  const select = (target: number) => {
    const chosen = rows[target]
    if (chosen === undefined) return
    scroll.follow(false)
    scroll.reveal(target, 'nearest')
    revealed.current = chosen
    onSelect(envelopes[chosen.position]?.offset ?? null)
  }
  const fold = (chosen: Span, isFolded: boolean) => {
    const next = new Set(folded)
    if (isFolded) next.add(chosen)
    else next.delete(chosen)
    setFolded(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const { key } = event
    const change = Object.hasOwn(windowKeys, key) ? windowKeys[key] : undefined
    const target = rowOfKey(key, { row, rows: rows.length, rowsSeen: scroll.rowsSeen() })
    if (change !== undefined) setWindow(change)
    else if (key === 'Escape') onSelect(null)
    else if ((key === 'ArrowLeft' || key === 'ArrowRight') && span !== null) fold(span, key === 'ArrowLeft')
    else if (target !== null) select(target)
    else return
    event.preventDefault()
  }
  const onClick = ({ target }: MouseEvent) => {
    const clicked = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
    if (clicked === null) return
    const index = Number(clicked.dataset.row)
    const chosen = rows[index]
    const isFold = target instanceof Element && target.closest('[data-fold]') !== null
    if (isFold && chosen !== undefined && chosen.children.length > 0) fold(chosen, !folded.has(chosen))
    else select(index)
  }

  const nowPlace = (scale.placeOf(now) - window.from) / (window.to - window.from)
  const timeAt = (part: number) => scale.timeAt(window.from + (window.to - window.from) * part) - first
  return (
    <section className="sluice-devtools-panel sluice-devtools-waterfall" aria-label={messages.waterfall}>
      <header className="sluice-devtools-toolbar">
        <span className="sluice-devtools-quiet">{messages.spanCount(formatCount(spans.size()))}</span>
        <span className="sluice-devtools-spring" />
        <button
          type="button"
          className="sluice-devtools-button"
          aria-pressed={isCompressed}
          onClick={() => setCompressed(!isCompressed)}
        >
          {messages.shortIdle}
        </button>
        <button type="button" className="sluice-devtools-button" onClick={() => setWindow(wholeWindow)}>
          {messages.wholeTime}
        </button>
      </header>
      <Overview runs={spans.roots} scale={scale} window={window} onWindow={setWindow} now={now} />
      <div
        ref={scroll.scroller}
        className="sluice-devtools-waterfall-grid"
        role="treegrid"
        aria-label={messages.waterfall}
        aria-rowcount={rows.length}
        aria-activedescendant={row >= 0 ? `${gridId}-${row}` : undefined}
        tabIndex={0}
        style={cssVariables({ '--log-row-height': `${ROW_HEIGHT}px` })}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onWheel={event => {
          if (event.ctrlKey || event.metaKey) setWindow(zoom(window, event.deltaY > 0 ? 1.25 : 0.8, 0.5))
        }}
      >
        <div className="sluice-devtools-ticks" aria-hidden="true">
          <div>
            {ticks.map(tick => (
              <span key={tick} style={cssVariables({ '--bar-start': tick })}>
                {formatDuration(timeAt(tick))}
              </span>
            ))}
          </div>
        </div>
        <div
          className="sluice-devtools-log-rows"
          role="presentation"
          style={cssVariables({ '--log-rows': rows.length })}
        >
          {scroll.pages.map(({ page, start, end }) => (
            <div
              key={page}
              className="sluice-devtools-log-page"
              role="rowgroup"
              style={cssVariables({ '--log-page-row': start })}
            >
              {rows.slice(start, end).map((each, index) => (
                <WaterfallRow
                  key={`${each.kind} ${each.id}`}
                  id={`${gridId}-${start + index}`}
                  row={start + index}
                  span={each}
                  scale={scale}
                  window={window}
                  now={now}
                  count={count}
                  isFolded={folded.has(each)}
                  isSelected={each === span}
                />
              ))}
            </div>
          ))}
          {isOpen && nowPlace >= 0 && nowPlace <= 1 && (
            <span className="sluice-devtools-now" style={cssVariables({ '--bar-start': nowPlace })} />
          )}
        </div>
      </div>
      {rows.length === 0 && <EmptyNote title={messages.noSpans} />}
    </section>
  )
}
