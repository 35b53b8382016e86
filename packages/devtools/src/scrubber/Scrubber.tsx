import type { LogView } from '@sluice/client'
import { type KeyboardEvent, memo, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { usePageKeys } from '../keys/usePageKeys.ts'
import { cssVariables } from '../style/cssVariables.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatClock, formatCount } from '../text/format.ts'
import { columnsOf, createLogMarks, type LogMarks, markKinds } from './createLogMarks.ts'
import { ScrubberButtons } from './ScrubberButtons.tsx'
import { type Stride, stepTo } from './stepTo.ts'
import { usePlay } from './usePlay.ts'

/** The props of {@link Scrubber}. */
export interface ScrubberProps {
  readonly log: LogView
  /** The position that is shown; null while the log is looked at live. */
  readonly position: number | null
  /** Shows another position. `isMoving` while more of them follow, as during a drag or while it plays. */
  readonly onPosition: (position: number, isMoving: boolean) => void
  readonly onLive: () => void
  /** What else can be done with the log. */
  readonly children?: ReactNode
}

/** More marks than this do not fit beside each other. */
const COLUMNS = 300

const TRACK_STYLE = cssVariables({ '--scrub-columns': COLUMNS })

const strides: Readonly<Record<string, readonly [Stride, 1 | -1]>> = {
  ArrowRight: ['event', 1],
  ArrowUp: ['event', 1],
  ArrowLeft: ['event', -1],
  ArrowDown: ['event', -1],
  PageUp: ['run', -1],
  PageDown: ['run', 1],
  e: ['error', 1],
  E: ['error', -1],
  a: ['approval', 1],
  A: ['approval', -1],
}

const isLetter = (key: string) => /^[a-z]$/i.test(key)

/**
 * Goes through a log by its offsets: dragged, stepped by event, step and run, or played with idle time skipped, with marks where runs begin, something
 * failed, a person was asked or work was recovered. [D2]
 */
export function Scrubber({ log, position, onPosition, onLive, children }: ScrubberProps) {
  const { messages } = useDevtools()
  const { envelopes, count } = log
  const marksOf = useMemo(() => createLogMarks(envelopes), [envelopes])
  const marks = marksOf(count)
  const track = useRef<HTMLDivElement>(null)
  const [isDragging, setDragging] = useState(false)
  const shown = position ?? count - 1
  const play = usePlay(log, shown, next => onPosition(next, next < count - 1))

  const togglePlay = () => {
    // Where it was stopped is what is looked at from now on.
    if (play.isPlaying) onPosition(shown, false)
    play.toggle()
  }
  const goLive = () => {
    play.stop()
    onLive()
  }
  const go = (stride: Stride, direction: 1 | -1, from = shown) => {
    play.stop()
    const next = stepTo(marks, stride, direction, from, count)
    if (next !== null) onPosition(next, false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const { key } = event
    const stride = Object.hasOwn(strides, key) ? strides[key] : undefined
    if (key === 'Home') go('event', -1, 1)
    else if (key === 'End' || key === 'Escape') goLive()
    else if (key === ' ') togglePlay()
    else if (stride !== undefined)
      go(event.shiftKey && key.startsWith('Arrow') ? 'step' : stride[0], stride[1])
    else return
    event.preventDefault()
  }

  // Wherever the focus is; the track and the log have keys of their own for the rest.
  usePageKeys(key => {
    const stride = isLetter(key) && Object.hasOwn(strides, key) ? strides[key] : undefined
    if (stride === undefined) return false
    go(...stride)
    return true
  })

  const moveTo = (event: PointerEvent, isMoving: boolean) => {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0 || count === 0) return
    const part = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
    onPosition(Math.round(part * (count - 1)), isMoving)
  }
  const drag = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      play.stop()
      setDragging(true)
      moveTo(event, true)
    },
    onPointerMove(event: PointerEvent) {
      if (isDragging) moveTo(event, true)
    },
    onPointerUp(event: PointerEvent) {
      if (isDragging) moveTo(event, false)
      setDragging(false)
    },
    onPointerCancel: () => setDragging(false),
  }

  const envelope = envelopes[shown]
  // Not on the track, whose marks would all be given a new style by each move.
  const at = cssVariables({ '--scrub-place': count > 1 ? shown / (count - 1) : 1 })
  return (
    <div className="sluice-devtools-scrubber" role="group" aria-label={messages.timeTravel}>
      <ScrubberButtons
        isLive={position === null}
        isPlaying={play.isPlaying}
        speed={play.speed}
        onSpeed={play.setSpeed}
        onPlay={togglePlay}
        onStride={go}
        onLive={goLive}
      />
      <div
        ref={track}
        className="sluice-devtools-track"
        role="slider"
        tabIndex={0}
        aria-label={messages.offsetColumn}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, count)}
        aria-valuenow={Math.max(1, shown + 1)}
        aria-valuetext={
          envelope === undefined ? messages.emptyLog : `${envelope.event.type}, ${formatClock(envelope.at)}`
        }
        data-live={position === null || undefined}
        style={TRACK_STYLE}
        onKeyDown={onKeyDown}
        {...drag}
      >
        <span className="sluice-devtools-track-passed" style={at} />
        <ScrubMarks marks={marks.marks} count={count} />
        <span className="sluice-devtools-track-thumb" style={at} />
      </div>
      <output className="sluice-devtools-scrub-where">
        {formatCount(Math.max(0, shown + 1))} <span>/ {formatCount(count)}</span>
      </output>
      {children}
    </div>
  )
}

interface ScrubMarksProps {
  readonly marks: LogMarks['marks']
  readonly count: number
}

/** The marks of a log; they stay as they are while one goes through it. */
const ScrubMarks = memo(function ScrubMarks({ marks, count }: ScrubMarksProps) {
  return markKinds.map(kind =>
    columnsOf(marks[kind], count, COLUMNS).map(column => (
      <span
        key={`${kind} ${column}`}
        className="sluice-devtools-scrub-mark"
        data-mark={kind}
        style={cssVariables({ '--scrub-column': column })}
      />
    )),
  )
})
