import type { Json } from '@sluice/protocol'

/** How a method is called. */
export interface CallOptions {
  /** Rejects after this many ms; 0 waits for ever. 30,000 when absent, for ever where the answer is a stream. */
  readonly timeout?: number
  /** Stops waiting for the answer; the server is not told, as it knows no way to be. */
  readonly signal?: AbortSignal
  /** Is given what the method sends before its result. */
  readonly onChunk?: (chunk: Json) => void
}
