import type { Envelope, Event, Id } from '@sluice/protocol'

/** How a run or a fiber fared so far, as the log tells. */
export interface Interrupted {
  /** How often it was interrupted. */
  readonly total: number
  /** How often since its last durable progress. */
  readonly sinceProgress: number
  /** Time of work in ms since the first of those. Waiting for a person, sleeping, and what passes between two processes are no work. */
  readonly fruitlessMs: number
}

/** Counts interruptions of what is open, from the log and from nothing else: what is done again is no progress. [R1] */
export interface Interruptions {
  take(envelope: Envelope): void
  /** An open run or fiber; nothing for what is not. */
  of(id: Id): Interrupted
}

const none: Interrupted = { total: 0, sinceProgress: 0, fruitlessMs: 0 }

/** Counts from the beginning of a log. `isWaiting` tells whether a person is waited for in a run. */
export function createInterruptions(isWaiting: (run: Id) => boolean): Interruptions {
  const runs = new Map<Id, Interrupted>()
  const fibers = new Map<Id, Interrupted>()
  /** Sleeping fibers by the timer that wakes them. */
  const sleepers = new Map<Id, Id>()
  /** Until when a provider wants to be left alone, which is nobody's work. */
  let delayedUntil = 0
  let lastAt: number | null = null

  function pass(from: number, to: number): void {
    const ms = to - from
    const busyMs = to - Math.max(from, Math.min(to, delayedUntil))
    const asleep = new Set(sleepers.values())
    for (const [id, lost] of runs)
      if (lost.sinceProgress > 0 && !isWaiting(id))
        runs.set(id, { ...lost, fruitlessMs: lost.fruitlessMs + busyMs })
    for (const [id, lost] of fibers)
      if (lost.sinceProgress > 0 && !asleep.has(id))
        fibers.set(id, { ...lost, fruitlessMs: lost.fruitlessMs + ms })
  }

  const interrupt = (table: Map<Id, Interrupted>, id: Id, attempt: number) => {
    const lost = table.get(id) ?? none
    // The same number again says that nothing was lost.
    if (attempt > lost.total)
      table.set(id, { ...lost, total: attempt, sinceProgress: lost.sinceProgress + 1 })
  }

  const progress = (table: Map<Id, Interrupted>, id: Id) => {
    const lost = table.get(id)
    if (lost !== undefined) table.set(id, { ...none, total: lost.total })
  }

  function wake(timer: Id): void {
    const fiber = sleepers.get(timer)
    sleepers.delete(timer)
    // A sleep that is over is a step that is done.
    if (fiber !== undefined) progress(fibers, fiber)
  }

  function apply(event: Event): void {
    switch (event.type) {
      case 'run.started':
        runs.set(event.run, none)
        break
      case 'step.delayed':
        delayedUntil = event.until
        break
      case 'run.recovered':
        interrupt(runs, event.run, event.attempt)
        break
      case 'run.settled':
        runs.delete(event.run)
        break
      case 'session.forked':
        for (const table of [runs, fibers, sleepers]) table.clear()
        break
      case 'step.settled':
        // One run is open at a time.
        if (event.outcome === 'completed') for (const id of runs.keys()) progress(runs, id)
        break
      case 'tool.settled':
        for (const id of runs.keys()) progress(runs, id)
        break
      case 'fiber.started':
        fibers.set(event.fiber, none)
        break
      case 'fiber.stashed':
        progress(fibers, event.fiber)
        break
      case 'fiber.recovered':
        interrupt(fibers, event.fiber, event.attempt)
        break
      case 'fiber.settled':
        fibers.delete(event.fiber)
        break
      case 'timer.scheduled':
        if (event.fiber !== undefined) sleepers.set(event.timer, event.fiber)
        break
      case 'timer.fired':
      case 'timer.cancelled':
        wake(event.timer)
        break
    }
  }

  return {
    take: ({ event, at }) => {
      // Nobody worked between the last word of a process that died and the first of the next.
      if (lastAt !== null && event.type !== 'run.recovered' && event.type !== 'fiber.recovered')
        pass(lastAt, at)
      lastAt = at
      apply(event as Event)
    },
    of: id => runs.get(id) ?? fibers.get(id) ?? none,
  }
}
