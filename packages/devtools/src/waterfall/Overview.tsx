import { type PointerEvent, useRef, useState } from 'react'
import { cssVariables } from '../style/cssVariables.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatDuration } from '../text/format.ts'
import { barOf, type TimeWindow, wholeWindow, windowBetween } from './barOf.ts'
import type { TimeScale } from './createTimeScale.ts'
import type { Span } from './Span.ts'

/** The props of {@link Overview}. */
export interface OverviewProps {
  readonly runs: readonly Span[]
  readonly scale: TimeScale
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
  readonly now: number
}

/** More runs than this are drawn as one stretch with their neighbours. */
const RUNS_DRAWN = 200

/** The whole of the time with the part that is in sight; a drag over it chooses another part, a double click the whole. */
export function Overview({ runs, scale, window, onWindow, now }: OverviewProps) {
  const { messages } = useDevtools()
  const element = useRef<HTMLDivElement>(null)
  const [from, setFrom] = useState<number | null>(null)
  const placeOf = (event: PointerEvent) => {
    const box = element.current?.getBoundingClientRect()
    return box === undefined || box.width === 0 ? 0 : (event.clientX - box.left) / box.width
  }
  const every = Math.ceil(runs.length / RUNS_DRAWN)
  const isWhole = window.from === 0 && window.to === 1
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is on the keys + - 0 [ ] of the grid
    <div
      ref={element}
      className="sluice-devtools-overview"
      title={messages.brushHint}
      onPointerDown={event => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom(placeOf(event))
      }}
      onPointerMove={event => {
        if (from !== null) onWindow(windowBetween(from, placeOf(event)))
      }}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
      onDoubleClick={() => onWindow(wholeWindow)}
    >
      {runs.map((run, index) => {
        if (index % every !== 0) return null
        const { start, width } = barOf(run, scale, wholeWindow, now)
        return (
          <span
            key={run.id}
            className="sluice-devtools-overview-run"
            data-status={run.status}
            style={cssVariables({ '--bar-start': start, '--bar-width': width })}
          />
        )
      })}
      {scale.gaps.map(({ start, end, durationMs }) => (
        <span
          key={start}
          className="sluice-devtools-overview-gap"
          title={messages.idleFor(formatDuration(durationMs))}
          style={cssVariables({ '--bar-start': start, '--bar-width': end - start })}
        />
      ))}
      {!isWhole && (
        <span
          className="sluice-devtools-overview-window"
          style={cssVariables({ '--bar-start': window.from, '--bar-width': window.to - window.from })}
        />
      )}
    </div>
  )
}
