import type { View } from '@sluice/fold'
import type { Event, Failure, Id, Offset, Usage } from '@sluice/protocol'
import type { Clock, Problem, SessionHandle, Timers } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import type { ToolContext } from '../agent/defineTool.ts'
import type { DurableScope } from '../fiber/types.ts'
import type { Harness } from '../harness/Harness.ts'
import type { RecoveryLimits } from '../recovery/limits.ts'
import type { Redactor } from '../text/createRedactor.ts'
import type { AttachmentLimits } from '../transcript/attachments.ts'
import type { Transcript } from '../transcript/createTranscript.ts'
import type { BlobText } from '../transcript/turns.ts'

/** Bounds of a run. */
export interface RunLimits {
  /** How long text may wait for more before it is appended, in ms; the first of a part does not wait. [E2] */
  readonly flushMs: number
  /** How often a model call is made before the run fails, the first time included. */
  readonly modelAttempts: number
  /** The longest wait that a provider may ask for between two attempts; a run that would have to wait longer fails. */
  readonly retryWaitMs: number
  /** How long a model call may say nothing before it is given up and made again. */
  readonly silenceLimitMs: number
  /** How long a page that has claimed a call may be gone before another may claim it. [R17] */
  readonly claimGraceMs: number
  /** How deep subsessions may be nested. [R9] */
  readonly subsessionDepth: number
  /** A tool's output above this many bytes of JSON is a blob. [E8] */
  readonly inlineBytes: number
  /** A tool's output above this many bytes of JSON is refused. */
  readonly outputBytes: number
  /** How much of a tool's output the model is told, in UTF-16 units. */
  readonly toldLength: number
  /** How much of what people attach the model is given. [R15] */
  readonly attachments: AttachmentLimits
}

/** The limits of a host that was given none. */
export const defaultRunLimits: RunLimits = {
  // One frame of a 60 Hz screen.
  flushMs: 16,
  modelAttempts: 4,
  retryWaitMs: 15 * 60_000,
  // As long as fetch of Node waits for the next byte: models that think without telling are silent for minutes.
  silenceLimitMs: 5 * 60_000,
  // Longer than a page takes to come back after its server did, or its network.
  claimGraceMs: 5_000,
  // Half of what the server walks up for the rights of a session.
  subsessionDepth: 8,
  // Half of what an event may hold, because escapes can double a text.
  inlineBytes: 32 * 1024,
  outputBytes: 16 * 1024 * 1024,
  toldLength: 100_000,
  // Five megabytes and twenty images are what every large provider takes.
  attachments: { textFileBytes: 256 * 1024, textBytes: 1024 * 1024, imageBytes: 5 * 1024 * 1024, images: 20 },
}

/** What every run of a host is handed. [X1] */
export interface RunPorts {
  readonly clock: Clock
  readonly timers: Timers
  /** Draws an id, with the kind as its beginning. [E4] */
  readonly newId: (kind: string) => Id
  readonly harness: Harness
  readonly redactor: Redactor
  readonly limits: RunLimits
  /** How often what was lost is taken up; an agent may say otherwise. [R1] */
  readonly recovery: RecoveryLimits
  readonly report: (problem: Problem) => void
}

/** Makes events on the head view, or says that there is nothing to append. */
export type Build = (view: View) => readonly Event[] | null

/** One run in the hands of the process that carries it out. */
export interface RunScope extends RunPorts {
  readonly run: Id
  readonly agent: Agent
  readonly session: SessionHandle
  readonly transcript: Transcript
  /** Reads the session's blobs, each once. */
  readonly blobText: BlobText
  /** Aborts when the run is settled by somebody else, or the host closes. */
  readonly signal: AbortSignal
  /** Appends as the agent while the run is open. Resolves when durable, with null when the run is not open any more. */
  append(build: Build | readonly Event[]): Promise<Offset | null>
  /** The offset of the last append of this run that is durable; null before the first. */
  lastAppended(): Offset | null
  /** What outlasts this process, for the code of a tool call that ends with a signal. [R11] */
  durable(call: Id, signal: AbortSignal): DurableScope
  /** What one attempt of a call opens subsessions with; `rest` stops its time while a child is waited for. [R9] */
  subsession(call: Id, attempt: number, rest: <T>(wait: Promise<T>) => Promise<T>): ToolContext['subsession']
  /** Keeps what a model call has used so far, for the case that the run fails before it ends. [R12] */
  used(step: Id, usage: Usage): void
  /** Settles the run as failed. */
  fail(error: Failure): Promise<void>
  /** Resolves when the view fulfils the condition, at once when it already does; rejects when the signal aborts. */
  until(condition: (view: View) => boolean): Promise<void>
  /** Resolves after a time; rejects when the signal aborts. */
  sleep(delayMs: number): Promise<void>
}
