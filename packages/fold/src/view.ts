import type {
  Actor,
  Event,
  Failure,
  Id,
  Json,
  Offset,
  RunOutcome,
  SessionId,
  SessionRef,
  ToolOutcome,
  ToolOutput,
  Usage,
  WholePart,
} from '@sluice/protocol'

/** A record by id. Ids may be `__proto__` or `constructor`: read and write it with the functions of `record.ts`. */
export type ById<T> = Readonly<Record<Id, T>>

/** What the session is. */
export interface Session {
  readonly agent: string
  readonly owner: string
  /** As it was given, else the beginning of the first message that a person wrote. */
  readonly title: string | null
  /** The message that the title was taken from, if it was. */
  readonly titleFrom: Id | null
  readonly data: Json
  /** Server time in ms. */
  readonly createdAt: number
  readonly forkedFrom: { readonly agent: string; readonly id: SessionId; readonly offset: Offset } | null
  readonly parent: NonNullable<Event<'session.created'>['parent']> | null
  /** Server time in ms at which it was put aside; absent while it is not. */
  readonly archivedAt?: number
  /** The model that it goes on with instead of the agent's; absent where it does not. */
  readonly model?: string
}

/** Streamed text: `streaming` until it settles, `interrupted` when a crash or a stop cut it off. */
export interface StreamedPart {
  readonly kind: 'text' | 'reasoning'
  readonly id: Id
  readonly message: Id
  readonly text: string
  readonly status: 'streaming' | 'settled' | 'interrupted'
}

/** Where the approval of a tool call stands. */
export interface CallApproval {
  readonly id: Id
  readonly status: 'requested' | 'approved' | 'denied' | 'expired' | 'withdrawn'
  /** Who decided; null as well where the default on expiry did. */
  readonly by: Actor | null
  /** From where. */
  readonly via: Event<'approval.decided'>['via'] | null
  readonly reason: string | null
  /** The answer to a question with a schema. */
  readonly answer: Json
}

/** A tool call that a page does. */
export interface CallClaim {
  /** The command that claimed it; null while it is offered. */
  readonly id: Id | null
  readonly by: Actor | null
  /** Why it is offered again. */
  readonly reason: string | null
}

/** A tool call, which is a part of the message that made it. */
export interface ToolCallPart {
  readonly kind: 'tool-call'
  readonly id: Id
  readonly message: Id
  readonly tool: string
  readonly providerCallId: string | null
  /** `called` while its arguments stream, `ready` when they are complete, then `awaiting-approval`, `running`, and how it ended; `cut` when it had not, where the session was forked. */
  readonly status: 'called' | 'ready' | 'awaiting-approval' | 'running' | ToolOutcome | 'cut'
  /** The arguments as they were streamed. */
  readonly argumentsText: string
  /** The complete arguments; null before `ready`. After an approval with edited arguments, those. */
  readonly arguments: Json
  /** How often its code was started. */
  readonly attempt: number
  readonly progress: {
    readonly fraction: number | null
    readonly text: string | null
    readonly data: Json
  } | null
  readonly output: ToolOutput | null
  readonly error: Failure | null
  readonly approval: CallApproval | null
  /** Set once it was offered to pages; while the status is `ready`, one may claim it. */
  readonly claim: CallClaim | null
  /** The sessions that it opened. [R9] */
  readonly subsessions: readonly SessionRef[]
  /** Server times in ms. */
  readonly calledAt: number
  readonly startedAt: number | null
  readonly settledAt: number | null
}

/** A part that was complete when it was made. */
export type AttachedPart = {
  readonly [K in WholePart['kind']]: Omit<Extract<WholePart, { kind: K }>, 'part'> & {
    readonly id: Id
    readonly message: Id
  }
}[Exclude<WholePart['kind'], 'text'>]

/** A part of a message. */
export type Part = StreamedPart | ToolCallPart | AttachedPart

/** A message, open or settled. The parts that are still open are in `view.open.parts` and stand here as their id. */
export interface Message {
  readonly kind: 'message'
  readonly id: Id
  readonly role: 'user' | 'assistant'
  /** The message before it in its branch; null for the first. */
  readonly after: Id | null
  readonly run: Id | null
  readonly step: Id | null
  readonly replaces: Id | null
  readonly actor: Actor
  /** The command that made it. */
  readonly commandId: Id | null
  /** Server time in ms. */
  readonly at: number
  /** `open` while parts may still be added or change; `interrupted` when its model call was cut off. */
  readonly status: 'open' | 'settled' | 'interrupted'
  readonly parts: readonly (Part | Id)[]
  readonly redacted: boolean
}

/** A message that waits until the model is given it. */
export interface QueuedMessage {
  readonly id: Id
  readonly mode: 'queue' | 'steer'
  readonly parts: readonly (StreamedPart | AttachedPart)[]
  readonly actor: Actor
  readonly commandId: Id | null
  readonly at: number
}

/** A step, while it is open. */
export interface Step {
  readonly id: Id
  readonly run: Id
  readonly kind: 'model' | 'tools'
  readonly model: string | null
  readonly startedAt: number
  /** Set while a failed model call waits to be made again. */
  readonly delayed: { readonly attempt: number; readonly until: number; readonly error: Failure } | null
}

/** A run, open or settled. */
export interface Run {
  readonly kind: 'run'
  readonly id: Id
  readonly trigger: Id | null
  readonly definition: string | null
  /** `cut` when it was open where the session was forked. [S14] */
  readonly status: 'open' | RunOutcome | 'cut'
  readonly error: Failure | null
  /** Settled steps. */
  readonly steps: number
  /** How often it was taken up after a crash. */
  readonly recoveries: number
  readonly usage: Usage
  readonly startedAt: number
  readonly settledAt: number | null
}

/** An open question to a person. */
export interface Approval {
  readonly id: Id
  readonly run: Id
  readonly call: Id | null
  readonly question: string
  /** The JSON schema of the answer; null for a yes or no. */
  readonly schema: Json
  readonly expiresAt: number | null
  /** What counts as decided when nobody answers in time. */
  readonly onExpiry: Event<'approval.requested'>['onExpiry'] | null
  readonly requestedAt: number
}

/** A session that a tool call opened, until it has done what it was opened for. [R9] */
export interface Subsession {
  readonly id: Id
  readonly agent: string
  readonly call: Id
  readonly depth: number
  readonly openedAt: number
}

/** A durable unit of work, while it is open. [R11] */
export interface Fiber {
  readonly id: Id
  readonly name: string
  /** The run that it is closed with; null for one of the session. */
  readonly run: Id | null
  /** The timer whose handler it is. */
  readonly timer: Id | null
  readonly key: string | null
  /** What it was started with. */
  readonly data: ToolOutput | null
  /** What it stashed last. */
  readonly snapshot: ToolOutput | null
  /** How often it was taken up after a crash. */
  readonly recoveries: number
  readonly startedAt: number
}

/** A timer that will fire. */
export interface Timer {
  readonly id: Id
  readonly name: string
  /** Server time in ms. */
  readonly at: number
  readonly key: string | null
  readonly data: ToolOutput | null
  /** The fiber that sleeps until then. */
  readonly fiber: Id | null
  /** When it comes again; null for one that fires once. */
  readonly cron: string | null
  readonly zone: string | null
}

/** Something settled, in the order in which it settled. */
export type Settled = Message | Run

/** A malformed or impossible event that was passed over. [F3] */
export interface Fault {
  readonly offset: Offset
  readonly type: string
  readonly reason: string
}

/** Who last wrote a path of the shared state. */
export interface StateWrite {
  readonly offset: Offset
  readonly actor: Actor
}

/** What the fold makes of a log up to an offset. Plain JSON: it may be stringified, parsed and folded on. [F5] */
export interface View {
  /** The last envelope that was folded; null before the first. */
  readonly offset: Offset | null
  /** Server time in ms of that envelope; 0 before the first. */
  readonly at: number
  readonly session: Session | null
  /** The event that a newer server wrote and this fold must not pass over; folding has stopped before it. [E3] */
  readonly outdated: { readonly offset: Offset; readonly type: string } | null
  /** The newest message of the line. [E10] */
  readonly head: Id | null
  readonly state: Json
  /** By RFC 6901 pointer; a write of a path drops the entries below it. */
  readonly stateWrites: Readonly<Record<string, StateWrite>>
  /** All that is not settled. A delta copies this record and one part of it, nothing else. [F4] */
  readonly open: {
    readonly runs: ById<Run>
    readonly steps: ById<Step>
    readonly messages: ById<Message>
    readonly parts: ById<StreamedPart | ToolCallPart>
    readonly approvals: ById<Approval>
    readonly fibers: ById<Fiber>
    readonly timers: ById<Timer>
    readonly subsessions: ById<Subsession>
    readonly queue: readonly QueuedMessage[]
  }
  /** What is settled, oldest first, in chunks of at most 128 that no delta copies. */
  readonly settled: readonly (readonly Settled[])[]
  /** How many settled things stand before the first of `settled`: the cursor for the page before it. [F7] */
  readonly settledBefore: number
  /** Sums over the whole log; `subsessions` is what these used, which `usage` does not count. */
  readonly totals: {
    readonly messages: number
    readonly runs: number
    readonly usage: Usage
    readonly subsessions: Usage
    /** Runs that failed; absent where none did. */
    readonly failedRuns?: number
  }
  /** The outcome of the run that settled last. */
  readonly lastOutcome: RunOutcome | null
  /** `count` faults in all; the first 32 of them. */
  readonly faults: { readonly count: number; readonly first: readonly Fault[] }
}
