import type { Json, Patch } from '@sluice/protocol'

/** A call of a tool, with what comes of it. */
export interface ScriptedCall {
  /** The name of the tool. */
  readonly call: string
  readonly arguments?: Json
  /** What it returns; a function is given the arguments that it is run with, which a person may have edited. */
  readonly output?: Json | ((args: Json) => Json)
  /** Why it fails, instead of an output. */
  readonly error?: string
  /** Asks a person first: a question, or one with the JSON schema of its answer. */
  readonly approval?: string | { readonly question: string; readonly schema: Json }
  /** What it says while it works, evenly spread over its time. */
  readonly progress?: readonly string[]
  /** How long it works, in ms. */
  readonly takesMs?: number
  /** Leaves the work to a page. [R17] */
  readonly client?: true
}

/** One thing that a scripted agent does. */
export type ScriptStep =
  /** Text that it says or thinks, streamed in pieces. */
  | { readonly say: string }
  | { readonly think: string }
  /** Calls in a row are made by one message and run beside each other. */
  | ScriptedCall
  /** Data of the application. */
  | { readonly data: string; readonly value: Json }
  /** Changes the shared state. */
  | { readonly patch: Patch }
  | { readonly waitMs: number }
  /** Ends the run as failed. */
  | { readonly fail: string }

/** What a scripted agent does in one run. */
export type ScriptedTurn = readonly ScriptStep[]

/** What an agent does in run after run; a function is told what was said and the number of the run, from 0. */
export type Script = readonly ScriptedTurn[] | ((said: string, run: number) => ScriptedTurn)
