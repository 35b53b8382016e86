import type { VirtualTime } from './createVirtualTime.ts'

/** One direction of a connection: what goes in comes out later, in order, unless the pipe breaks before. */
export interface Pipe<T> {
  /** Puts something in that takes `bytes` on the way. */
  push(item: T, bytes: number): void
  /** Bytes that wait to go out because the way is narrow. */
  waiting(): number
  /** From now on the way is wide, takes this long, and is not stalled. */
  widen(latencyMs: number): void
  /** Nothing moves for so long; then everything does. */
  stall(ms: number): void
  /** Nothing comes out any more. */
  cut(): void
  /** Runs something when all that was put in so far has come out. */
  afterwards(run: () => void): void
}

/** What a pipe is made of. */
export interface PipeOptions<T> {
  readonly time: VirtualTime
  readonly latencyMs: number
  /** How many bytes go in a millisecond; Infinity for a wide way. */
  readonly bytesPerMs: number
  /** The pipe breaks when this byte would pass. */
  readonly breaksAfterBytes: number
  readonly arrived: (item: T) => void
  /** Called when nothing waits any more. */
  readonly drained: () => void
  readonly broken: () => void
}

/** Creates a pipe. */
export function createPipe<T>(options: PipeOptions<T>): Pipe<T> {
  const { time, breaksAfterBytes, arrived, drained, broken } = options
  let { bytesPerMs } = options
  let latencyMs = options.latencyMs
  let isCut = false
  let waiting = 0
  let passed = 0
  /** When the narrow way is free, and when the last item comes out. */
  let freeAt = 0
  let lastAt = 0
  let stalledUntil = 0
  let widenings = 0

  const at = (moment: number, run: () => void): void => {
    time.after(moment - time.now(), run)
  }

  /** What is on its way. The first comes out first, however often a stall puts it off. */
  const onTheWay: (() => void)[] = []

  const bringNext = (): void => {
    if (!isCut) onTheWay.shift()?.()
  }

  const comeOut = (moment: number, run: () => void): void => {
    onTheWay.push(run)
    lastAt = Math.max(lastAt, moment)
    const arrive = (): void => {
      if (stalledUntil > time.now()) at(stalledUntil, arrive)
      else bringNext()
    }
    at(lastAt, arrive)
  }

  return {
    push(item, bytes) {
      if (isCut) return
      passed += bytes
      const isBreaking = passed > breaksAfterBytes
      const now = time.now()
      freeAt = Math.max(freeAt, now, stalledUntil) + Math.ceil(bytes / bytesPerMs)
      if (freeAt > now) {
        waiting += bytes
        const mine = widenings
        at(freeAt, () => {
          if (mine !== widenings) return
          waiting -= bytes
          if (waiting === 0 && !isCut) drained()
        })
      }
      comeOut(freeAt + latencyMs, () => (isBreaking ? broken() : arrived(item)))
    },
    waiting: () => waiting,
    widen(ms) {
      bytesPerMs = Infinity
      latencyMs = ms
      stalledUntil = 0
      widenings += 1
      freeAt = Math.min(freeAt, time.now())
      lastAt = Math.min(lastAt, time.now() + ms)
      // What a stall holds up comes out now; whatever was to bring it later brings what follows it.
      for (let count = onTheWay.length; count > 0; count -= 1) at(time.now() + ms, bringNext)
      if (waiting === 0) return
      waiting = 0
      if (!isCut) drained()
    },
    stall(ms) {
      stalledUntil = Math.max(stalledUntil, time.now() + ms)
    },
    cut() {
      isCut = true
    },
    afterwards(run) {
      comeOut(Math.max(time.now(), freeAt) + latencyMs, run)
    },
  }
}
