import type { Event, Id } from '@sluice/protocol'

/** A model call that failed and waits to be made again. */
export type Delay = Pick<Event<'step.delayed'>, 'attempt' | 'until' | 'error'>

/** The waits for another attempt that are not over, so that they outlast a process. [R1] */
export interface Delays {
  take(event: Event): void
  /** Of an open run; null while none of its model calls waits. */
  of(run: Id): Delay | null
}

/** Makes the delays of an empty log. */
export function createDelays(): Delays {
  const runs = new Map<Id, Id>()
  const waiting = new Map<Id, Delay & { readonly step: Id }>()

  const end = (step: Id | undefined) => {
    for (const [run, delay] of waiting) if (delay.step === step) waiting.delete(run)
  }

  return {
    take: event => {
      switch (event.type) {
        case 'step.started':
          runs.set(event.step, event.run)
          break
        case 'step.delayed': {
          const { step, attempt, until, error } = event
          const run = runs.get(step)
          if (run !== undefined) waiting.set(run, { step, attempt, until, error })
          break
        }
        // The attempt was made and has said something.
        case 'message.added':
          end(event.step)
          break
        case 'step.settled':
          end(event.step)
          runs.delete(event.step)
          break
        case 'run.settled':
          waiting.delete(event.run)
          break
        case 'session.forked':
          waiting.clear()
          runs.clear()
          break
      }
    },
    of: run => {
      const found = waiting.get(run)
      if (found === undefined) return null
      const { step: _, ...delay } = found
      return delay
    },
  }
}
