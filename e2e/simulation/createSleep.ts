import type { VirtualTime } from '@sluice/testkit/simulation'

/** Something that may sleep: a machine, or a frozen tab on it. */
export interface Sleep {
  /** Runs something at once, or when it wakes. */
  run(callback: () => void): void
  /** Sleeps for so long, unless it sleeps already; null wakes it at once, if it does. */
  sleep(ms: number | null): void
  /** Tells of each time that it wakes. */
  onWake(listener: () => void): () => void
}

/** Creates something that is awake. */
export function createSleep(time: VirtualTime): Sleep {
  const listeners = new Set<() => void>()
  /** What waits for it to wake; null while it is awake. */
  let waiting: (() => void)[] | null = null
  let sleeps = 0

  const run = (callback: () => void): void => {
    if (waiting === null) callback()
    else waiting.push(callback)
  }

  const wake = (): void => {
    const due = waiting ?? []
    waiting = null
    sleeps += 1
    for (const callback of due) run(callback)
    for (const listener of [...listeners]) listener()
  }

  return {
    run,
    sleep: ms => {
      if (ms === null && waiting !== null) wake()
      if (ms === null || waiting !== null) return
      waiting = []
      const mine = sleeps
      time.after(ms, () => {
        if (mine === sleeps) wake()
      })
    },
    onWake: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
