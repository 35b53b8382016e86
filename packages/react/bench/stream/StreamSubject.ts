import type { ReactNode } from 'react'

/** A conversation that a library shows, with an answer that is open. */
export interface StreamSubject {
  /** Renders it below a provider of its own where it has one. */
  readonly element: ReactNode
  /** Opens the answer; resolves when updates may come. Called once the conversation is on the screen. */
  begin(): Promise<void>
  /** Makes one update as it is on the network; the function brings it in. Those that were made come in their order, all of them. */
  update(delta: string): () => void
  /** The answer is over. */
  end(): void
}

/** Makes a conversation of so many messages, the answer included. */
export type CreateStreamSubject = (messages: number) => StreamSubject

/** What a message says. */
export const textOf = (index: number): string =>
  `Message ${index}: the quick brown fox jumps over the lazy dog, as it does in every message.`

/** How often rows were drawn, and those that are not the answer. */
export const drawn = { rows: 0, settled: 0 }

/** Counts a row that is drawn. */
export function countRow(isAnswer: boolean): void {
  drawn.rows += 1
  if (!isAnswer) drawn.settled += 1
}

/** A server's response whose lines are written one by one. */
export interface OpenResponse {
  readonly response: Response
  write(bytes: Uint8Array): void
  close(): void
}

const encoder = new TextEncoder()

/** Text as it is on the network. */
export const encode = (text: string): Uint8Array => encoder.encode(text)

/** Opens a response of server-sent events. */
export function openEvents(headers: Readonly<Record<string, string>> = {}): OpenResponse {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started
    },
  })
  return {
    response: new Response(body, { headers: { 'content-type': 'text/event-stream', ...headers } }),
    write: bytes => controller?.enqueue(bytes),
    close: () => controller?.close(),
  }
}

/** Resolves with what is given to `resolve`. */
export function later<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(done => {
    resolve = done
  })
  return { promise, resolve }
}
