import { type AgentRules, type Decision, decide, emptyView, fold, type View } from '@sluice/fold'
import {
  type Actor,
  type Command,
  type Envelope,
  type Event,
  formatOffset,
  type Id,
  splitOffset,
} from '@sluice/protocol'

/** How a log of a test is made. */
export interface LogOptions {
  readonly agent?: string
  readonly rules?: AgentRules
  /** 8 of `[a-z0-9]`; two logs with different marks are different histories. */
  readonly mark?: string
  /** Server time in ms of the first event; each further one is 1 ms later. */
  readonly startsAt?: number
  /** Number of the first event; 1 when absent. */
  readonly firstSequence?: number
}

/** A log that a test writes, with the view it folds to. */
export interface TestLog {
  readonly envelopes: readonly Envelope[]
  readonly view: View
  /** Lets server time go by before the next event. */
  wait(ms: number): void
  /** Appends events. Throws when the fold finds a fault, so that a test cannot go on with a log that no server would have. */
  append(...events: readonly Event[]): readonly Envelope[]
  /** Appends events in somebody's name. */
  appendAs(actor: Actor, ...events: readonly Event[]): readonly Envelope[]
  /** Appends envelopes as another log holds them. Throws like `append`. */
  take(...envelopes: readonly Envelope[]): void
  /** Decides a command at the head and appends what comes of it. */
  command(command: Command, options?: { readonly commandId?: Id; readonly actor?: Actor }): Decision
}

/** The person of the tests. */
export const ann: Actor = { kind: 'person', id: 'ann' }

/** The agent of the tests, as an actor. */
export const agentActor: Actor = { kind: 'agent', id: 'triage' }

/** Makes a log in memory, with offsets, times and ids that are the same on every run. */
export function createLog(options: LogOptions = {}): TestLog {
  const { agent = 'triage', rules = {}, mark = 'aaaaaaaa', startsAt = 1_000, firstSequence = 1 } = options
  const envelopes: Envelope[] = []
  let view = emptyView
  let commands = 0
  let waitedMs = 0

  function write(actor: Actor, events: readonly Event[], commandId?: Id): readonly Envelope[] {
    const last = envelopes.at(-1)
    const sequence = last === undefined ? firstSequence : splitOffset(last.offset).sequence + 1
    const added = events.map((event, index): Envelope => {
      const position = envelopes.length + index
      return {
        offset: formatOffset(sequence + index, mark),
        at: Math.max(startsAt + waitedMs + position, last?.at ?? 0),
        actor,
        ...(commandId === undefined ? {} : { commandId }),
        event,
      }
    })
    extend(added)
    return added
  }

  function extend(added: readonly Envelope[]): void {
    const next = fold(view, added)
    const fault = next.faults.first[view.faults.count]
    if (next.faults.count > view.faults.count)
      throw new Error(`A test wrote an impossible event: ${JSON.stringify(fault)}`)
    view = next
    envelopes.push(...added)
  }

  return {
    get envelopes() {
      return envelopes
    },
    get view() {
      return view
    },
    wait(ms) {
      waitedMs += ms
    },
    append: (...events) => write(agentActor, events),
    take: (...added) => extend(added),
    appendAs: (actor, ...events) => write(actor, events),
    command(command, { commandId = `command${++commands}`, actor = ann } = {}) {
      const at = startsAt + waitedMs + envelopes.length
      const decision = decide(view, command, { agent, actor, at, rules, id: kind => `${commandId}-${kind}` })
      if (decision.ok) write(actor, decision.events, commandId)
      return decision
    },
  }
}
