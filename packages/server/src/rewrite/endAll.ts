import type { View } from '@sluice/fold'
import type { Event } from '@sluice/protocol'
import type { Writer } from '../session/createWriter.ts'

function endingsOf({ open }: View): Event[] {
  return [
    ...Object.keys(open.timers).map((timer): Event => ({ type: 'timer.cancelled', timer })),
    ...Object.keys(open.runs).map((run): Event => ({ type: 'run.settled', run, outcome: 'stopped' })),
  ]
}

/**
 * Ends what is open in a session that is about to be deleted, so that whoever works on it notices as with any other end. Fibers that belong to no run end after
 * that, since those of a run have ended with it.
 */
export async function endAll(writer: Writer): Promise<void> {
  const actor = { kind: 'host', id: 'host' } as const
  const append = async (events: readonly Event[]) => {
    if (events.length > 0) await writer.append({ actor, events, command: null })
  }
  await append(endingsOf(writer.head()))
  const fibers = Object.keys(writer.head().open.fibers)
  await append(fibers.map(fiber => ({ type: 'fiber.settled', fiber, outcome: 'cancelled' })))
}
