import type { Event, Id, WholePart } from '@sluice/protocol'
import type { Draft } from './Draft.ts'
import type { Scene, Turn } from './Scene.ts'
import type { UiChunk, UiMessage, UiPart } from './wire.ts'

/** An event, and the command that caused it where that is known. */
export type Said = readonly [event: Event, by?: Id]

/** Where a part stands, and between which two scenes it is looked at. */
export interface PartContext {
  readonly answer: UiMessage
  readonly at: number
  /** The part's own id. */
  readonly id: Id
  readonly message: Id
  readonly run: Id
  readonly next: Scene
  readonly before: Scene | null
}

/** What there is to know of messages that are more than text and reasoning. Part of the extras; who has none of those messages does without. */
export interface More {
  /** Adds a chunk to a message; null where it is of no part. */
  assemble(draft: Draft, chunk: UiChunk): Draft | null
  /** A part that is complete. */
  wholeOf(message: string, at: number, part: UiPart): WholePart
  /** What is said of a part between two scenes; null where a view cannot get there by additions. */
  describePart(context: PartContext, part: UiPart, old: UiPart | undefined): Said[] | null
  /** What is said of a turn beside its beginning and its end. */
  describeTurn(turn: Turn, old: Turn | null | undefined): Said[]
}
