import { findRun } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useRun, useSession } from '@sluice/react'
import { type CSSProperties, type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import { type RunTimeline, type TimelineBar, type TimelineSegment, timelineOf } from './timelineOf.ts'

/** What a timeline exposes: `data-run-status`, how the run stands in the log, and `data-recovered` when it was taken up after a crash. */
export interface TimelineState {
  readonly runStatus: RunTimeline['run']['status'] | 'none'
  readonly recovered: boolean
}

/** What a line of a timeline exposes: `data-bar-kind` and `data-bar-status`. */
export interface TimelineBarState {
  readonly barKind: TimelineBar['kind']
  readonly barStatus: TimelineBar['status']
}

interface Value {
  readonly timeline: RunTimeline | null
  readonly state: TimelineState
}

const [TimelineContext, useTimeline] = createPartContext<Value>('Timeline.Root')
const [BarContext, useBar] = createPartContext<TimelineBar>('Timeline.Bar')

/** A shorter wait says nothing: a model streams the arguments of a call in it. */
const LEAST_WAIT_MS = 1_000

/** How often a run that goes on is drawn longer. */
const MOVES_EVERY_MS = 1_000

const fraction = (value: number, { from, to }: RunTimeline): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

const lengthOf = ({ from, to }: TimelineSegment): number => Math.max(0, to - from)

function useRunTimeline(id: Id | undefined): RunTimeline | null {
  const ref = useSessionRef()
  const store = useSession(ref).view()
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot)
  const newest = useRun(ref)
  const run = id === undefined ? newest : findRun(view, id)
  const now = useNow(run?.status === 'open', MOVES_EVERY_MS)
  return useMemo(() => run && timelineOf(view, run, now), [view, run, now])
}

/** The props of {@link Root}. */
export type TimelineRootProps = PartProps<'section', TimelineState> & {
  /** The run; the newest when absent. */
  readonly run?: Id | undefined
}

/** A run of the session around, in time. Sets `--timeline-now` to where a run that goes on has got, from 0 to 1. */
export function Root({ run: id, ...props }: TimelineRootProps) {
  const timeline = useRunTimeline(id)
  const { messages } = useUi()
  const run = timeline?.run
  const now = useNow(run?.status === 'open', MOVES_EVERY_MS)
  const runStatus: TimelineState['runStatus'] = run?.status ?? 'none'
  const recovered = (run?.recoveries ?? 0) > 0
  const value = useMemo(
    () => ({ timeline, state: { runStatus, recovered } }),
    [timeline, runStatus, recovered],
  )
  const element = usePartElement('section', 'timeline', value.state, props, {
    'aria-label': messages.timeline,
    style: { '--timeline-now': timeline && run?.status === 'open' ? fraction(now, timeline) : 1 },
  })
  return <TimelineContext value={value}>{element}</TimelineContext>
}

/** How the run stands and how long it took; nothing while there is no run. */
export function Summary(props: PartProps<'p', TimelineState>) {
  const { timeline, state } = useTimeline()
  const { messages, format } = useUi()
  const status = state.runStatus === 'none' || timeline === null ? '' : messages.timelineRun[state.runStatus]
  const recovered = state.recovered ? [messages.runRecovered] : []
  const now = useNow(state.runStatus === 'open', MOVES_EVERY_MS)
  const end = timeline?.run.settledAt ?? Math.max(now, timeline?.from ?? 0)
  const words = [status, format.duration(end - (timeline?.from ?? 0)), ...recovered]
  const element = usePartElement('p', 'timeline-summary', state, props, { children: words.join(' · ') })
  return timeline && element
}

/** Drawn while there is no run; nothing otherwise. */
export function Empty(props: PartProps<'p', TimelineState>) {
  const { timeline, state } = useTimeline()
  const children = useUi().messages.timelineEmpty
  const element = usePartElement('p', 'timeline-empty', state, props, { children })
  return timeline === null ? element : null
}

/** The props of {@link Bars}. */
export type TimelineBarsProps = Omit<PartProps<'ol', TimelineState>, 'children'> & {
  readonly children: (bar: TimelineBar) => ReactNode
}

/** The lines, in the order in which they begin. */
export function Bars({ children: draw, ...props }: TimelineBarsProps) {
  const { timeline, state } = useTimeline()
  const element = usePartElement('ol', 'timeline-bars', state, props, {
    children: timeline?.bars.map(draw),
  })
  return timeline && timeline.bars.length > 0 ? element : null
}

const stateOf = ({ kind, status }: TimelineBar): TimelineBarState => ({ barKind: kind, barStatus: status })

/** The props of {@link Bar}. */
export type TimelineBarProps = PartProps<'li', TimelineBarState> & { readonly bar: TimelineBar }

/** A line: a model call, a tool call or a question. */
export function Bar({ bar, ...props }: TimelineBarProps) {
  const element = usePartElement('li', 'timeline-bar', stateOf(bar), props)
  return <BarContext value={bar}>{element}</BarContext>
}

/** Whose line it is: the tool, the model, or the question. */
export function Name(props: PartProps<'span', TimelineBarState>) {
  const bar = useBar()
  const { messages } = useUi()
  const children = bar.name ?? messages.timelineModel
  return usePartElement('span', 'timeline-name', stateOf(bar), props, { children })
}

/** How the line stands, how long it took and what of that it waited, in words: what the track shows without them. */
export function Facts(props: PartProps<'span', TimelineBarState>) {
  const bar = useBar()
  const { messages, format } = useUi()
  const total = bar.segments.reduce((sum, segment) => sum + lengthOf(segment), 0)
  const isOneWait = bar.segments.every(({ activity }) => activity !== 'model' && activity !== 'tool')
  const words = [
    ...(isOneWait && total >= LEAST_WAIT_MS ? [] : [format.duration(total)]),
    ...bar.segments.flatMap(segment => {
      const { activity } = segment
      const isWait = activity !== 'model' && activity !== 'tool' && lengthOf(segment) >= LEAST_WAIT_MS
      return isWait ? messages.timelineWait[activity](format.duration(lengthOf(segment))) : []
    }),
    ...(bar.attempt > 1 ? [messages.timelineAttempt(format.number(bar.attempt))] : []),
    ...[messages.timelineStatus[bar.status] ?? []].flat(),
  ]
  return usePartElement('span', 'timeline-facts', stateOf(bar), props, { children: words.join(' · ') })
}

/** The line's stretches of time: each has `data-activity`, and `--bar-start` and `--bar-width` from 0 to 1. The words are in {@link Facts}. */
export function Track(props: PartProps<'span', TimelineBarState>) {
  const bar = useBar()
  const { timeline } = useTimeline()
  const children = bar.segments.map(segment => {
    const start = timeline ? fraction(segment.from, timeline) : 0
    const width = timeline ? fraction(segment.to, timeline) - start : 0
    return (
      <span
        key={segment.activity}
        data-sluice="timeline-segment"
        data-activity={segment.activity}
        style={{ '--bar-start': start, '--bar-width': width } as CSSProperties}
      />
    )
  })
  return usePartElement('span', 'timeline-track', stateOf(bar), props, { 'aria-hidden': true, children })
}
