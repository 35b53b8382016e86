import type { SummaryTurn, Turn } from '../harness/Harness.ts'

/** How much of a message a model call was given, in UTF-16 units; the words themselves stand in the log and in the blobs that it names. [E7] */
export interface GivenMessage {
  readonly role: Exclude<Turn, SummaryTurn>['role']
  readonly length: number
  /** Of what is told of each tool call, in the order of the calls. */
  readonly results?: readonly number[]
  /** How many images came with it. */
  readonly images?: number
}

/** Measures a turn for the context of a step. */
export function givenOf(turn: Exclude<Turn, SummaryTurn>): GivenMessage {
  if (turn.role === 'assistant') {
    const results = turn.results.map(({ text }) => text.length)
    return { role: turn.role, length: turn.message.length, ...(results.length === 0 ? {} : { results }) }
  }
  const images = turn.role === 'user' ? (turn.images?.length ?? 0) : 0
  return { role: turn.role, length: turn.text.length, ...(images === 0 ? {} : { images }) }
}
