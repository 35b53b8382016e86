import type { Failure, Id, Json } from '@sluice/protocol'
import type { SessionKey } from '@sluice/server'

/** What the code of a fiber is given, besides the session. [R11] */
export interface FiberContext extends DurableScope {
  readonly id: Id
  readonly name: string
  /** From 1; more than 1 when a process before lost it. */
  readonly attempt: number
  /** What it stashed last, null at first: where to go on. */
  readonly snapshot: Json
  /** Aborts when the fiber is cancelled, the run that it is part of ends, or the host closes. */
  readonly signal: AbortSignal
}

/** The code of a fiber. What it returns has to be JSON. */
export type FiberCode<T = unknown> = (fiber: FiberContext) => Promise<T> | T

/** Code that a fiber of a name runs, also in a process that did not start it. Effects are keyed by the fiber's `id`, because it may run again. */
export type FiberHandler = (input: never, fiber: FiberContext) => unknown

/** A fiber that a process lost, and what is known of it. */
export interface LostFiber {
  readonly id: Id
  readonly name: string
  readonly key: string | null
  readonly snapshot: Json
  /** How often it was interrupted so far. */
  readonly attempt: number
  readonly reason: string
}

/** What becomes of a lost fiber: it goes on with code, is settled, or is given up. */
export type FiberDecision =
  | { readonly goOn: FiberCode }
  | { readonly settle: { readonly output: unknown } | { readonly error: string } }
  | { readonly giveUp: string }

/** Decides about a lost fiber; undefined means the usual: a handler of its name goes on, else who has its key may, else it is given up. */
export type OnFiberRecovered = (
  lost: LostFiber,
) => FiberDecision | undefined | Promise<FiberDecision | undefined>

/** Where a fiber stands; `interrupted` when it is open and no code of it runs. */
export type FiberStatus = 'running' | 'interrupted' | 'completed' | 'failed' | 'cancelled'

/** A fiber as its log tells it. A run is one, with the name `run`. [R11] */
export interface FiberInspection {
  readonly id: Id
  readonly name: string
  readonly key: string | null
  readonly status: FiberStatus
  readonly attempt: number
  readonly data: Json
  readonly snapshot: Json
  readonly output: Json
  readonly error: Failure | null
  /** Server times in ms. */
  readonly startedAt: number
  readonly settledAt: number | null
}

/** Makes a fiber or timer the same one for the life of the session, however often it is asked for. */
export interface Keyed {
  readonly key?: string
}

/** A timer that is set. */
export interface TimerInspection {
  readonly id: Id
  readonly name: string
  /** Server time in ms. */
  readonly at: number
  readonly key: string | null
  readonly data: Json
  readonly cron: string | null
  readonly zone: string | null
}

/** What lasts longer than a process, in the hands of tools, fibers and whoever has the host. Rejects with a RuntimeError. [R11] */
export interface DurableScope {
  readonly session: SessionKey
  /**
   * Runs code as a fiber, which is in the log before the code runs, and resolves with what it returns. With the key of a fiber that has settled it answers
   * from the log; of one that runs here it waits for that; one that a process lost goes on with this code. In a tool the fiber ends with the run.
   */
  runFiber<T>(name: string, code: FiberCode<T>, options?: Keyed): Promise<T>
  /** Replaces the snapshot of the fiber that the caller is in; resolves when it is durable. `no-fiber` outside of one. */
  stash(snapshot: unknown): Promise<void>
  /** Starts a fiber of the agent's `fibers`, which belongs to the session and goes on in the next process. `accepted` is false where its key was known. */
  startFiber(
    name: string,
    input?: unknown,
    options?: Keyed,
  ): Promise<FiberInspection & { readonly accepted: boolean }>
  /** A fiber by its id or key, null when there was none. */
  inspectFiber(which: Id | { readonly key: string }): Promise<FiberInspection | null>
  /** All fibers of the session and its runs, oldest first; reads the whole log. */
  listFibers(filter?: {
    readonly name?: string
    readonly status?: FiberStatus
  }): Promise<readonly FiberInspection[]>
  /** Cancels a fiber that is open, or stops a run; false when it is not. */
  cancelFiber(which: Id | { readonly key: string }, reason?: string): Promise<boolean>
  /**
   * Sets a timer for a handler of the agent's `timers`: at a server time, or by a cron pattern, in UTC unless `zone` says otherwise. What is due while no
   * process runs fires once when the next one starts.
   */
  schedule(
    when: number | Date | string,
    name: string,
    data?: unknown,
    options?: Keyed & { readonly zone?: string },
  ): Promise<TimerInspection>
  /** The timers that are set. */
  listTimers(): Promise<readonly TimerInspection[]>
  /** Takes a timer back; false when it is not set. */
  cancelTimer(which: Id | { readonly key: string }): Promise<boolean>
  /**
   * Waits for a time that a restart does not begin anew: a fiber that goes on from its snapshot and sleeps there again sleeps what is left. Elsewhere that takes a
   * key.
   */
  sleep(ms: number, options?: Keyed): Promise<void>
}
