import type { Envelope, Event, Failure, Id, ToolOutput } from '@sluice/protocol'

/** How a fiber ended. */
export interface SettledFiber {
  readonly outcome: Event<'fiber.settled'>['outcome'] | 'stopped'
  readonly output: ToolOutput | null
  readonly error: Failure | null
}

/** What the log says of fibers and timers that are over and can be asked for again. It is made from the log, which is the only truth. [R11] */
export interface Journal {
  take(envelope: Envelope): void
  /** A settled fiber that had a key; null for any other. */
  settled(fiber: Id): SettledFiber | null
  /** Whether a timer with a key, or one that an open fiber sleeps for, was ever set. */
  hasTimer(timer: Id): boolean
  /** How often an open fiber has stashed. */
  stashes(fiber: Id): number
}

interface OpenFiber {
  readonly run: Id | null
  readonly keyed: boolean
  readonly sleeps: Id[]
  stashes: number
}

/** Makes the journal of an empty log. */
export function createJournal(): Journal {
  const open = new Map<Id, OpenFiber>()
  const over = new Map<Id, SettledFiber>()
  const timers = new Set<Id>()
  /** Those that have not fired for the last time. */
  const waiting = new Set<Id>()

  function end(id: Id, settled: SettledFiber): void {
    const fiber = open.get(id)
    if (fiber === undefined) return
    open.delete(id)
    for (const timer of fiber.sleeps) timers.delete(timer)
    if (fiber.keyed) over.set(id, settled)
  }

  function apply(event: Event): void {
    switch (event.type) {
      case 'fiber.started':
        open.set(event.fiber, {
          run: event.run ?? null,
          keyed: event.key !== undefined,
          sleeps: [],
          stashes: 0,
        })
        break
      case 'fiber.stashed': {
        const fiber = open.get(event.fiber)
        if (fiber !== undefined) fiber.stashes += 1
        break
      }
      case 'fiber.settled':
        end(event.fiber, {
          outcome: event.outcome,
          output: event.output ?? null,
          error: event.error ?? null,
        })
        break
      case 'run.settled':
        for (const [id, { run }] of open)
          if (run === event.run) end(id, { outcome: 'stopped', output: null, error: null })
        break
      case 'session.forked':
        // Their keys may be used again, since what was open there is not inherited.
        open.clear()
        for (const timer of waiting) timers.delete(timer)
        waiting.clear()
        break
      case 'timer.scheduled':
        waiting.add(event.timer)
        if (event.key !== undefined) timers.add(event.timer)
        if (event.fiber === undefined) break
        open.get(event.fiber)?.sleeps.push(event.timer)
        timers.add(event.timer)
        break
      case 'timer.fired':
        if (event.at === undefined) waiting.delete(event.timer)
        break
      case 'timer.cancelled':
        waiting.delete(event.timer)
        break
    }
  }

  return {
    take: ({ event }) => apply(event as Event),
    settled: fiber => over.get(fiber) ?? null,
    hasTimer: timer => timers.has(timer),
    stashes: fiber => open.get(fiber)?.stashes ?? 0,
  }
}
