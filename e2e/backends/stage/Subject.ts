import type { Model } from '../model/startModel.ts'
import type { Transcript } from './transcript.ts'

/** A server that scenarios run against. */
export interface Subject {
  readonly name: string
  /** What is appended to the address of the page: which client it uses. */
  readonly client: string
  /** The same for the client that others made for this server. */
  readonly theirs?: string
  /** False where the server does not hold how turns ended, so that only pages that saw the end show it. */
  readonly keepsEnds?: false
  /** Scenarios that this server rules out, by their name, and why. */
  readonly rulesOut: Readonly<Record<string, string>>
  /** Starts the server on a free port and new data, with an agent `helper` that has the tools of the script and asks this model. */
  start(model: Model): Promise<SubjectServer>
}

/** A server that was started for one scenario. */
export interface SubjectServer {
  readonly port: number
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** Ends it, removes its data, and starts it on new ones, on the same port. */
  startAnew(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
  /** What the server itself holds of a session. */
  transcript(session: string): Promise<Transcript>
}
