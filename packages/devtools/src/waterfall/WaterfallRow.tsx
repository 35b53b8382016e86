import { memo } from 'react'
import { cssVariables } from '../style/cssVariables.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatDuration } from '../text/format.ts'
import { barOf, type TimeWindow } from './barOf.ts'
import type { TimeScale } from './createTimeScale.ts'
import type { Span } from './Span.ts'

/** The props of {@link WaterfallRow}. */
export interface WaterfallRowProps {
  readonly id: string
  readonly row: number
  readonly span: Span
  readonly scale: TimeScale
  readonly window: TimeWindow
  readonly now: number
  /** The length of the log: the same span is another one when that has grown. */
  readonly count: number
  readonly isFolded: boolean
  readonly isSelected: boolean
}

/** One span in one line: its name, its bar in segments, and how long it took. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { id, row, span, scale, window, now, isFolded, isSelected } = props
  const bar = barOf(span, scale, window, now)
  const { messages } = useDevtools()
  const durationMs = (span.end ?? Math.max(now, span.start)) - span.start
  const status = messages.spanStatus(span.status)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus and names it as its active descendant
    <div
      id={id}
      className="sluice-devtools-span"
      role="row"
      aria-rowindex={row + 1}
      aria-level={span.depth + 1}
      aria-selected={isSelected}
      aria-expanded={span.children.length === 0 ? undefined : !isFolded}
      data-row={row}
      data-kind={span.kind}
      data-status={span.status}
      style={cssVariables({ '--span-depth': span.depth })}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus */}
      <span className="sluice-devtools-span-name" role="gridcell" title={`${span.name} · ${status}`}>
        <span className="sluice-devtools-span-fold" data-fold aria-hidden="true">
          {span.children.length === 0 ? '' : isFolded ? '▸' : '▾'}
        </span>
        <span className="sluice-devtools-span-kind" aria-hidden="true" />
        <span className="sluice-devtools-span-title">{span.name}</span>
        {span.recoveries > 0 && <span className="sluice-devtools-tag">{messages.recovered}</span>}
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus */}
      <span
        className="sluice-devtools-span-lane"
        role="gridcell"
        aria-label={`${status}, ${formatDuration(durationMs)}`}
      >
        <span
          className="sluice-devtools-bar"
          style={cssVariables({ '--bar-start': bar.start, '--bar-width': bar.width })}
        />
        {bar.segments.map(({ kind, start, width }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: segments are only added at the end
            key={index}
            className="sluice-devtools-segment"
            data-segment={kind}
            title={messages.segment[kind]}
            style={cssVariables({ '--bar-start': start, '--bar-width': width })}
          />
        ))}
        {bar.firstToken !== null && bar.firstToken >= 0 && bar.firstToken <= 1 && (
          <span
            className="sluice-devtools-first-token"
            title={messages.firstToken}
            style={cssVariables({ '--bar-start': bar.firstToken })}
          />
        )}
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus */}
      <span className="sluice-devtools-span-duration" role="gridcell">
        {formatDuration(durationMs)}
      </span>
    </div>
  )
})
