import type { View } from '@sluice/fold'
import type { Command, Envelope, Event, Id, Offset } from '@sluice/protocol'

/** A command that a person gave. */
export interface GivenCommand {
  readonly commandId: Id
  readonly page: string
  readonly principal: string
  readonly session: string
  /** As it was edited last. */
  command: Command
  /** Whether the page closed before the command was kept, so that nobody was promised anything. */
  isLost: boolean
  isDiscarded: boolean
  /** Whether a person sent it again after it was refused or had waited too long. */
  isRetried: boolean
  /** Whether it also came by another way than from its page. */
  isEchoed: boolean
  /** Whether it was given before a backup was put back. */
  isOfLostHistory: boolean
}

/** Events that a writer appended, and was told are durable. */
export interface DurableEvents {
  readonly session: string
  readonly offset: Offset
  readonly events: readonly Event[]
}

/** What a page showed. */
export interface Shown {
  readonly page: string
  readonly session: string
  readonly view: View
}

/** The moment at which a command left the outbox of a page. */
export interface Departure {
  readonly page: string
  readonly session: string
  readonly commandId: Id
  readonly shown: Offset | null
}

/** The answer of a server that a command is done. */
export interface Acknowledgement {
  readonly commandId: Id
  readonly offset: Offset
}

/** What a reader of a whole log was given. */
export interface ReadLog {
  readonly page: string
  readonly session: string
  readonly envelopes: readonly Envelope[]
}

/** Everything that was seen in a world and that its log has to bear out in the end. */
export interface Journal {
  readonly commands: Map<Id, GivenCommand>
  readonly durable: DurableEvents[]
  readonly shown: Shown[]
  readonly departures: Departure[]
  readonly acknowledgements: Acknowledgement[]
  readonly refusals: Map<Id, string>
  readonly reads: ReadLog[]
  /** Offsets that were durable until a backup was put back. What was said of them binds nobody any more. */
  readonly lost: Set<Offset>
  /** What was wrong, in the order in which it was noticed. */
  readonly violations: string[]
  /** Commands that have left their page, once for each time. */
  readonly left: GivenCommand[]
  /** Tells that a backup was put back, and what is not in it. */
  lose(offsets: Iterable<Offset>): void
  /** Tells that a command leaves its page. */
  leave(given: GivenCommand): void
  onLeave(listener: (given: GivenCommand) => void): void
  /** Notes what happens, when somebody wants to read it. */
  note(what: () => string): void
  violate(what: string): void
}

/** Creates an empty journal. `trace` is told what happens; null when nobody reads it. */
export function createJournal(now: () => number, trace: ((line: string) => void) | null): Journal {
  const startedAt = now()
  const violations: string[] = []
  const left: GivenCommand[] = []
  const listeners: ((given: GivenCommand) => void)[] = []
  const note: Journal['note'] = what => {
    if (trace !== null) trace(`${String(now() - startedAt).padStart(7)} ms  ${what()}`)
  }
  return {
    commands: new Map(),
    durable: [],
    shown: [],
    departures: [],
    acknowledgements: [],
    refusals: new Map(),
    reads: [],
    lost: new Set(),
    violations,
    left,
    lose(offsets) {
      for (const offset of offsets) this.lost.add(offset)
      for (const given of this.commands.values()) given.isOfLostHistory = true
      left.length = 0
    },
    leave(given) {
      left.push(given)
      for (const listener of listeners) listener(given)
    },
    onLeave: listener => void listeners.push(listener),
    note,
    violate(what) {
      violations.push(what)
      note(() => `WRONG: ${what}`)
    },
  }
}
