interface TraceEvent {
  readonly name: string
  readonly ph: string
  /** Processor time of the thread, which what else the machine does is not in. */
  readonly tts?: number
  readonly tdur?: number
  readonly pid: number
  readonly tid: number
}

const SCRIPT = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'v8.callFunction',
])

const LAYOUT = new Set(['Layout', 'UpdateLayoutTree'])

/** Microseconds that any of the events covers. */
function covered(events: readonly TraceEvent[]): number {
  let end = 0
  let sum = 0
  for (const { tts = 0, tdur = 0 } of events.toSorted((a, b) => (a.tts ?? 0) - (b.tts ?? 0))) {
    sum += Math.max(0, tts + tdur - Math.max(end, tts))
    end = Math.max(end, tts + tdur)
  }
  return sum
}

/** Milliseconds of the page's main thread in a trace of `devtools.timeline`. */
export interface MainThread {
  /** Inside of script, without the layout that script asked for. */
  readonly scriptMs: number
  readonly layoutMs: number
}

/** Sums the work of the thread that ran the most script: the page's. */
export function readTrace(trace: Buffer): MainThread {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] }
  const whole = traceEvents.filter(({ ph, tdur }) => ph === 'X' && tdur !== undefined)
  const threads = [...Map.groupBy(whole, ({ pid, tid }) => `${pid}/${tid}`).values()].map(events => {
    const script = events.filter(({ name }) => SCRIPT.has(name))
    const layout = events.filter(({ name }) => LAYOUT.has(name))
    const both = covered([...script, ...layout])
    return { scriptMs: (both - covered(layout)) / 1000, layoutMs: covered(layout) / 1000 }
  })
  return (
    threads.toSorted((a, b) => b.scriptMs - a.scriptMs)[0] ?? { scriptMs: Number.NaN, layoutMs: Number.NaN }
  )
}
