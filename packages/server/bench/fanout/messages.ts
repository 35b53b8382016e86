/** What the bench asks of the process with the subscribers. */
export type ToSubscribers =
  | {
      readonly ask: 'open'
      readonly count: number
      readonly port: number
      readonly path: string
      readonly protocol: string
      /** Texts to send at once. */
      readonly greeting: readonly string[]
      /** A text that the server sends when the subscriber has caught up; null when it is subscribed by connecting. */
      readonly ready: string | null
    }
  /** Ends all subscribers. */
  | { readonly ask: 'close' }
  /** Answers with the milliseconds from each append to each arrival since the last time. */
  | { readonly ask: 'latencies' }
  /** Opens one more that reads nothing until it is told. */
  | { readonly ask: 'stall'; readonly port: number; readonly greeting: readonly string[] }
  /** Lets it read, and answers when it has got the event with the last turn. */
  | { readonly ask: 'resume'; readonly lastTurn: number }

/** What the process with the subscribers says. */
export type FromSubscribers =
  | { readonly say: 'opened' }
  | { readonly say: 'closed' }
  /** The turn that every subscriber has got. */
  | { readonly say: 'progress'; readonly turn: number }
  | { readonly say: 'latencies'; readonly ms: readonly number[] }
  | { readonly say: 'stalled' }
  /** How many events the stalled one got in all, and whether each frame followed the one before. */
  | { readonly say: 'resumed'; readonly events: number; readonly isWhole: boolean }

/** The mark of a turn in the text of its last event: `#<turn>@<microseconds of the monotonic clock>#`. */
export const markOf = (turn: number): string => `#${turn}@${process.hrtime.bigint() / 1000n}#`

/** A turn that arrived. */
export interface Mark {
  readonly turn: number
  readonly sentMicros: bigint
}

/** Up to so many bytes every mark counts; in more of them the last, which is at the end. */
const FEW_BYTES = 8_192

const END_BYTES = 400

/** Finds the marks in what arrived: all of little, the last of much. */
export function findMarks(bytes: Buffer): readonly Mark[] {
  const from = bytes.length <= FEW_BYTES ? 0 : bytes.length - END_BYTES
  const found = [...bytes.toString('latin1', from).matchAll(/#(\d+)@(\d+)#/g)]
  return found.map(([, turn, micros]) => ({ turn: Number(turn), sentMicros: BigInt(micros ?? 0) }))
}
