import type { AgentDescription, Envelope, SessionFileBlob, SessionRef } from '@sluice/protocol'
import type { JsonOpening, JsonRow } from '../json/flattenJson.ts'

/** What a page asks of its worker. */
export type WorkerRequest =
  /** Reads and checks a session file. */
  | { readonly type: 'open'; readonly file: Blob }
  /** Adds to the end of the log that is searched. */
  | { readonly type: 'add'; readonly envelopes: readonly Envelope[] }
  /** Looks for a text, from a position on. */
  | { readonly type: 'find'; readonly text: string; readonly from: number }
  /** Keeps the value of a JSON text. */
  | { readonly type: 'parse'; readonly text: string }
  /** Asks for the lines of that value that are opened. */
  | { readonly type: 'rows'; readonly opening: JsonOpening }

/** What the worker answers. */
export type WorkerAnswer =
  /** The next events of the file; they come before `opened`. */
  | { readonly type: 'envelopes'; readonly envelopes: readonly Envelope[] }
  | {
      readonly type: 'opened'
      readonly session: SessionRef
      readonly agent: AgentDescription
      readonly blobs: readonly SessionFileBlob[]
    }
  | { readonly type: 'refused'; readonly reason: string }
  /** The value of the JSON text as it is opened at first. */
  | { readonly type: 'parsed'; readonly opening: JsonOpening; readonly rows: readonly JsonRow[] }
  | { readonly type: 'rows'; readonly rows: readonly JsonRow[] }
  /** Everything in which the text was found between `from` and `to`. */
  | {
      readonly type: 'found'
      readonly text: string
      readonly from: number
      readonly to: number
      readonly positions: Uint32Array
    }
