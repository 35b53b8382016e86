/** An event of a trace; times in µs. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly args?: { readonly name?: string }
}

/** What Chromium's own tools count as scripting: running code, its microtasks and callbacks, and collecting its garbage. */
const scripting =
  /^(EvaluateScript|v8\.callFunction|FunctionCall|RunMicrotasks|FireAnimationFrame|TimerFire|EventDispatch|HandlePostMessage|V8\.GC|MinorGC|MajorGC|BlinkGC|V8\.GCScavenger|V8\.GCFinalizeMC)/

/** What the page lays out while a script waits for it is not scripting. */
const rendering = /^(Layout|UpdateLayoutTree|Document::updateStyle|RecalculateStyles)$/

/** Categories that a trace needs for {@link scriptingMs}. */
export const traceCategories = [
  '-*',
  'toplevel',
  'devtools.timeline',
  'v8',
  'disabled-by-default-v8.gc',
  '__metadata',
]

/** Length of the union of intervals. */
function covered(events: readonly TraceEvent[]): number {
  let total = 0
  let end = 0
  for (const { ts, dur = 0 } of [...events].sort((a, b) => a.ts - b.ts)) {
    total += Math.max(0, ts + dur - Math.max(ts, end))
    end = Math.max(end, ts + dur)
  }
  return total
}

/** Milliseconds of scripting on the busiest main thread of a trace, layout that a script waited for not counted. */
export function scriptingMs(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] }
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  )
  const times = threads.map(({ pid, tid }) => {
    const whole = traceEvents.filter(event => event.ph === 'X' && event.pid === pid && event.tid === tid)
    const scripts = whole.filter(({ name }) => scripting.test(name))
    const within = whole.filter(
      ({ name, ts }) =>
        rendering.test(name) && scripts.some(script => script.ts <= ts && ts < script.ts + (script.dur ?? 0)),
    )
    return (covered(scripts) - covered(within)) / 1000
  })
  return Math.max(0, ...times)
}
