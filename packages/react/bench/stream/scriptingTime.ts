/** An event of a trace. What a thread did is told in its own time, which stands still while other programs have the processor; all in µs. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly tts?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** A stretch of a thread's time. */
interface Stretch {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** What the main thread of a page did, in milliseconds of its own time. */
export interface ThreadWork {
  /** Scripting; layout that a script waited for is not counted. */
  readonly scriptMs: number
  /** The tasks that are long to a page: over 50 ms. */
  readonly longTasksMs: readonly number[]
}

/** What Chromium's own tools count as scripting: running code, its microtasks and callbacks, and collecting its garbage. */
const scripting =
  /^(EvaluateScript|v8\.callFunction|FunctionCall|RunMicrotasks|FireAnimationFrame|TimerFire|EventDispatch|HandlePostMessage|V8\.GC|MinorGC|MajorGC|BlinkGC|V8\.GCScavenger|V8\.GCFinalizeMC)/

/** What the page lays out while a script waits for it is not scripting. */
const rendering = /^(Layout|UpdateLayoutTree|Document::updateStyle|RecalculateStyles)$/

const task = /^ThreadControllerImpl::RunTask$/

/** From which length on a browser counts a task as long. */
const LONG_TASK_MS = 50

/** Categories that a trace needs for {@link threadWork}. */
export const traceCategories = [
  '-*',
  'toplevel',
  'devtools.timeline',
  'v8',
  'disabled-by-default-v8.gc',
  '__metadata',
]

/** Length of the union of stretches. */
function covered(stretches: readonly Stretch[]): number {
  let total = 0
  let end = 0
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return total
}

/** What the busiest main thread of a trace did. */
export function threadWork(trace: string): ThreadWork {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] }
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  )
  const works = threads.map(({ pid, tid }): ThreadWork => {
    const whole = traceEvents.flatMap((event): Stretch[] => {
      const { name, ph, tts, tdur } = event
      if (ph !== 'X' || event.pid !== pid || event.tid !== tid) return []
      return tts === undefined || tdur === undefined ? [] : [{ name, from: tts, to: tts + tdur }]
    })
    const scripts = whole.filter(({ name }) => scripting.test(name))
    const within = whole.filter(
      ({ name, from }) =>
        rendering.test(name) && scripts.some(script => script.from <= from && from < script.to),
    )
    const tasks = whole.filter(({ name }) => task.test(name)).map(({ from, to }) => (to - from) / 1000)
    return {
      scriptMs: (covered(scripts) - covered(within)) / 1000,
      longTasksMs: tasks.filter(ms => ms > LONG_TASK_MS),
    }
  })
  return works.reduce((busiest, work) => (work.scriptMs > busiest.scriptMs ? work : busiest), {
    scriptMs: 0,
    longTasksMs: [],
  })
}
