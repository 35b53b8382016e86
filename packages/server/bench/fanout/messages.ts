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

/** Finds the last mark at the end of what arrived. */
export function findMark(bytes: Buffer): { readonly turn: number; readonly sentMicros: bigint } | null {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 400))
  const [last] = [...tail.matchAll(/#(\d+)@(\d+)#/g)].slice(-1)
  return last === undefined ? null : { turn: Number(last[1]), sentMicros: BigInt(last[2] ?? 0) }
}
