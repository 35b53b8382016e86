import type { StoreErrorCode } from '../Store.ts'

/** A session's key taken apart. */
export type KeyParts = readonly [tenant: string, agent: string, session: string]

/** A session's key as one text: agent, id and tenant, each on a line; the last may itself have several. */
export type KeyText = string

/** Takes the text of a key apart. */
export function partsOfText(text: KeyText): KeyParts {
  const [agent = '', session = '', ...tenant] = text.split('\n')
  return [tenant.join('\n'), agent, session]
}

/** What becomes of the event with a sequence: its JSON, or null when it is taken out. */
export type ChangedEvent = readonly [sequence: number, event: string | null]

/** An offset taken apart: its sequence and its mark. */
export type Position = readonly [sequence: number, mark: string]

/** One event as it is stored. */
export type EventCells = readonly [
  sequence: number,
  mark: string,
  at: number,
  /** Kind and id with a space between. */
  actor: string,
  command: string | null,
  must: 0 | 1,
  event: string,
]

/** Cells of appends on their way to the database: flat, because an object for each event takes longer to cross to the thread than the event itself. */
export type Cell = string | number | null

/** What stands before the events of an append: where it goes and what it follows, 0 and '' for nothing. */
export type AppendCells = readonly [
  key: KeyText,
  events: number,
  sequence: number,
  mark: string,
  /** Where the JSON of the events begins in the {@link Texts} of the batch. */
  textsFrom: number,
]

/** How many cells stand before the events of an append. */
export const APPEND_CELLS = 5

/** One event of an append: as it is stored, but for its JSON, of which it says how many bytes it has. */
export type AppendedCells = readonly [
  sequence: number,
  mark: string,
  at: number,
  actor: string,
  command: string | null,
  must: 0 | 1,
  bytes: number,
]

/** How many cells an event has. */
export const EVENT_CELLS = 7

/** The JSON of the events of a batch as UTF-8, one behind the other. */
export type Texts = Uint8Array<ArrayBuffer>

/** A directory row with the columns it is found by. */
export interface DirectoryEntry {
  readonly status: string
  readonly updatedAt: number
  /** Lower case. */
  readonly title: string
  readonly json: string
}

/** The projections of an append, each thing as JSON beside what it is found by. */
export interface ProjectedRows {
  readonly directory: DirectoryEntry | null
  readonly pages: readonly (readonly [ordinal: number, json: string])[]
  readonly commands: readonly (readonly [
    principal: string,
    command: string,
    bodyHash: string,
    at: Position,
  ])[]
  readonly opened: readonly (readonly [approval: string, requestedAt: number, json: string])[]
  readonly closed: readonly string[]
  readonly wake?: { readonly at: number | null }
  readonly lineage?: readonly (readonly [agent: string, session: string])[]
}

/** What a store asks of its thread, by name. Text that is JSON stays text, so that it is made once and parsed once. */
export interface Operations {
  append: {
    request: {
      /** Where in the cells of the batch it begins. */
      readonly cellsFrom: number
      /** Hashes of the blobs that the events name. */
      readonly named?: readonly string[]
      readonly projected?: ProjectedRows
      /** What becomes of older events of the session. */
      readonly changed?: readonly ChangedEvent[]
      /** From where the blobs that the events name are copied. */
      readonly blobsFrom?: KeyText
    }
    answer: null
  }
  rewrite: {
    request: { readonly key: KeyText; readonly head: Position; readonly changed: readonly ChangedEvent[] }
    answer: null
  }
  remove: { request: { readonly keys: readonly KeyText[]; readonly tombstone: string }; answer: null }
  tombstone: { request: { readonly key: KeyText }; answer: string | null }
  replace: {
    request: { readonly key: KeyText; readonly head: Position; readonly projected: ProjectedRows }
    answer: null
  }
  putBlob: {
    request: {
      readonly key: KeyText
      readonly hash: string
      readonly bytes: Uint8Array
      readonly mediaType: string
      readonly audience: string
      readonly storedAt: number
    }
    answer: null
  }
  dropBlobs: { request: { readonly storedBefore: number }; answer: number }
  putSnapshot: {
    request: {
      readonly key: KeyText
      readonly at: Position
      readonly viewRevision: number
      readonly json: string
    }
    answer: null
  }
  head: { request: { readonly key: KeyText }; answer: Position | null }
  read: {
    request: { readonly key: KeyText; readonly after: Position | null; readonly maxBytes: number }
    /** JSON of an array of envelopes. */
    answer: { readonly json: string; readonly atHead: boolean }
  }
  holds: { request: { readonly key: KeyText; readonly at: Position }; answer: boolean }
  page: {
    request: { readonly key: KeyText; readonly before: number | null; readonly limit: number }
    /** JSON of an array of page entries. */
    answer: string
  }
  /** The settled things to look through, as JSON: the thread loads nothing that knows what stands in them. */
  search: {
    request: { readonly key: KeyText; readonly before: number | null; readonly limit: number }
    answer: {
      readonly entries: readonly string[]
      /** Where to look on; null at the beginning. */
      readonly before: number | null
    }
  }
  command: {
    request: { readonly key: KeyText; readonly principal: string; readonly command: string }
    answer: { readonly bodyHash: string; readonly at: Position } | null
  }
  directory: {
    request: {
      readonly tenant: string
      readonly agent: string | null
      readonly status: string | null
      readonly archived: boolean | null
      /** Lower case. */
      readonly search: string | null
      readonly limit: number
    }
    /** JSON of an array of directory rows. */
    answer: string
  }
  approvals: {
    request: {
      readonly tenant: string
      readonly limit: number
      readonly after: readonly [requestedAt: number, agent: string, session: string, approval: string] | null
    }
    /** JSON of an array of open approvals. */
    answer: string
  }
  unsettled: { request: Record<never, never>; answer: readonly KeyParts[] }
  wakes: { request: Record<never, never>; answer: readonly (readonly [...KeyParts, at: number])[] }
  idle: {
    request: { readonly updatedBefore: number; readonly after: KeyParts | null; readonly limit: number }
    answer: readonly KeyParts[]
  }
  sessions: {
    request: { readonly after: KeyParts | null; readonly limit: number }
    answer: readonly KeyParts[]
  }
  forks: { request: { readonly key: KeyText }; answer: readonly KeyParts[] }
  getBlob: {
    request: { readonly key: KeyText; readonly hash: string }
    answer: { readonly bytes: Uint8Array; readonly mediaType: string; readonly audience: string } | null
  }
  getSnapshot: {
    request: {
      readonly key: KeyText
      readonly viewRevision: number
      readonly atOrBefore: Position | null
    }
    answer: { readonly at: Position; readonly json: string } | null
  }
}

/** The name of an operation. */
export type Operation = keyof Operations

/** What is asked for in operation `O`. */
export type RequestOf<O extends Operation> = { [K in O]: { readonly op: K } & Operations[K]['request'] }[O]

/** Any request. */
export type Request = RequestOf<Operation>

/** The value that operation `O` answers with. */
export type AnswerOf<O extends Operation> = Operations[O]['answer']

/** A refusal between thread and store. */
export interface Refusal {
  readonly code: StoreErrorCode
  readonly message: string
  /** What the database said. */
  readonly cause: string | null
}

/** What goes to the database at once. A request that is a number is an append of nothing but events: it says where its cells begin. */
export interface Batch {
  readonly requests: readonly (Request | number)[]
  readonly cells: readonly Cell[]
  readonly texts: Texts
}

/** The answer to a request: its value, or why there is none. */
export type Answer = { readonly value: AnswerOf<Operation> } | { readonly refusal: Refusal }
