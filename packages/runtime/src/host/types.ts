import type {
  Authenticate,
  Authorize,
  Clock,
  Hub,
  Limits,
  Problem,
  Random,
  Served,
  ServeOptions,
  SessionKey,
  Store,
  Timers,
} from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import type { DurableScope } from '../fiber/types.ts'
import type { Harness } from '../harness/Harness.ts'
import type { RecoveryLimits } from '../recovery/limits.ts'
import type { RunLimits } from '../run/types.ts'
import type { AgentUsage } from '../usage/agentUsage.ts'
import type { SessionUsage } from '../usage/sessionUsage.ts'

/** What a host is made of, wherever it keeps its logs. */
export interface HostParts {
  readonly agents: readonly Agent[]
  /** Calls models; see `harnessFromEnvironment`. */
  readonly harness: Harness
  /** Values that must never stand in a log. [E6] */
  readonly secrets?: readonly string[]
  readonly authenticate?: Authenticate
  readonly authorize?: Authorize
  readonly limits?: Partial<Limits>
  readonly runLimits?: Partial<RunLimits>
  /** How often what a process lost is taken up. [R1] */
  readonly recovery?: Partial<RecoveryLimits>
  /** Is told of failures that no caller sees; standard error when absent. */
  readonly report?: (problem: Problem) => void
  /** The system's when absent. [X1] */
  readonly clock?: Clock
  readonly timers?: Timers
  readonly random?: Random
}

/** What {@link createHost} is given. */
export interface HostOptions extends HostParts {
  /** Where logs and blobs are kept; made when it is not there. One host at a time holds it. [S5] */
  readonly directory: string
}

/** A host on a store that is already open, and is closed with it. */
export interface HostOnStoreOptions extends HostParts {
  readonly store: Store
}

/** Runs agents on the logs of one store. */
export interface Host {
  readonly hub: Hub
  readonly agents: readonly Agent[]
  /** Lets clients in. Rejects as the server's `serve` does. */
  listen(options: Omit<ServeOptions, 'hub'>): Promise<Served>
  /** What outlasts a process, in one session of an agent of this host. It is opened when it is used. [R11] */
  session(key: SessionKey): DurableScope
  /** What a session used, by run and step, read from its log. [R12] */
  usage(session: SessionKey): Promise<SessionUsage>
  /** What all sessions of an agent used in a tenant, read from their logs one after the other: for reports, not for each request. [R12] */
  agentUsage(agent: Omit<SessionKey, 'id'>): Promise<AgentUsage>
  /** Resolves when no run and no fiber is being carried out; a run that waits for a person is, and a fiber that sleeps. */
  idle(): Promise<void>
  /** Lets go of open runs where they stand, says goodbye to clients, and closes the store. The next host takes the runs up. */
  close(): Promise<void>
}
