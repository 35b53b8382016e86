import type { Run, View } from '@sluice/fold'
import type { Actor, Event, Id } from '@sluice/protocol'
import { type Hub, ServerError, type SessionHandle, type SessionKey, type Timers } from '@sluice/server'
import type { SeededRandom } from '@sluice/testkit/simulation'
import type { Journal } from './journal.ts'
import { nextEvents, type Script } from './nextEvents.ts'

/** What a writer is made of. */
export interface WriterOptions {
  readonly hub: Hub
  readonly key: SessionKey
  readonly name: string
  readonly timers: Timers
  readonly random: SeededRandom
  readonly journal: Journal
  readonly script: Script
  /** Runs that started before are taken up again. */
  readonly processStartedAt: number
  /** Those that a writer of this process has taken up; all writers share it. */
  readonly recovered: Set<Id>
  /** The longest wait between two appends. */
  readonly paceMs: number
}

/** A scripted runtime: it goes on with the runs of a session, piece by piece, as a real one would. */
export interface Writer {
  /** Looks whether there is something to do. */
  poke(): void
  /** Whether nothing of it is on its way. */
  isIdle(): boolean
}

const actor: Actor = { kind: 'agent', id: 'triage' }

/** How many appends may be on their way to the disk at once. */
const MOST_IN_FLIGHT = 6

/** Creates a writer of one session; it opens the session when it is poked. */
export function createWriter(options: WriterOptions): Writer {
  const { hub, key, name, timers, random, journal, script, paceMs, processStartedAt, recovered } = options
  let handle: SessionHandle | null = null
  let isPlanned = false
  let inFlight = 0
  let settledPart: Id | null = null

  const plan = (delayMs: number): void => {
    if (isPlanned) return
    isPlanned = true
    timers.after(delayMs, () => {
      isPlanned = false
      void work()
    })
  }

  const append = (build: (view: View) => readonly Event[] | null, isLate: boolean): void => {
    const session = handle
    if (session === null) return
    let events: readonly Event[] | null = null
    inFlight += 1
    session
      .append(actor, view => {
        events = build(view)
        return events
      })
      .then(
        offset => {
          if (offset === null || events === null) return
          journal.note(
            () =>
              `${name} is told that ${events?.map(({ type }) => type).join(', ')} is durable at ${offset}`,
          )
          journal.durable.push({ session: key.id, offset, events })
          if (isLate) journal.violate(`a late event was appended at ${offset}: ${JSON.stringify(events)}`)
        },
        (error: unknown) => {
          // What was taken to settle the part may have gone with it.
          settledPart = null
          const code = error instanceof ServerError ? error.code : String(error)
          journal.note(() => `${name} is refused ${events?.map(({ type }) => type).join(', ')}: ${code}`)
          if (code === (isLate ? 'not-open' : 'storage-failed') || code === 'storage-failed') return
          journal.violate(`${name} was refused ${JSON.stringify(events)} with ${code}`)
        },
      )
      .finally(() => {
        inFlight -= 1
      })
  }

  const goOn = (view: View): readonly Event[] | null => {
    for (const run of Object.values(view.open.runs)) {
      if (script.isMine(run.id) && isOrphan(run)) {
        recovered.add(run.id)
        return [
          { type: 'run.recovered', run: run.id, attempt: run.recoveries + 1, reason: 'The process ended.' },
        ]
      }
    }
    for (const run of Object.values(view.open.runs)) {
      const events = isOrphan(run) ? null : nextEvents(view, run, script)
      const settled = events?.find(event => event.type === 'part.settled')
      if (settled?.type === 'part.settled') settledPart = settled.part
      if (events !== null) return events
    }
    return null
  }

  const isOrphan = (run: Run): boolean => run.startedAt < processStartedAt && !recovered.has(run.id)

  const tellOfState = (view: View): readonly Event[] | null =>
    view.session === null
      ? null
      : [
          random.chance(0.2)
            ? { type: 'session.titled', title: `Title ${random.below(100)}` }
            : {
                type: 'state.patched',
                patch: [
                  {
                    op: 'add',
                    path: random.pick(['/plan', '/shared', `/${name}`]),
                    value: random.below(100),
                  },
                ],
              },
        ]

  const work = async (): Promise<void> => {
    if (handle === null) {
      try {
        handle = await hub.session(key)
      } catch (error) {
        if (!(error instanceof ServerError))
          journal.violate(`${name} could not open a session: ${String(error)}`)
        return plan(200)
      }
    }
    if (Object.keys(handle.view().open.runs).length === 0) {
      if (inFlight > 0) return plan(20)
      handle.release()
      handle = null
      return
    }
    if (inFlight < MOST_IN_FLIGHT) {
      const part = settledPart
      if (part !== null && random.chance(0.02))
        append(() => [{ type: 'part.delta', part, from: 0, text: 'late' }], true)
      else append(random.chance(0.05) ? tellOfState : goOn, false)
      // Now and then several at once, so that the view runs ahead of the disk.
      while (inFlight < MOST_IN_FLIGHT && random.chance(0.3)) append(goOn, false)
    }
    plan(random.between(1, paceMs))
  }

  return {
    poke: () => plan(random.between(0, 20)),
    isIdle: () => inFlight === 0 && handle === null && !isPlanned,
  }
}
