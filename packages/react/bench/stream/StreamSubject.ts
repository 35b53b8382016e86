import type { ReactNode } from 'react'

/** A conversation that a library shows, with an answer that is open. */
export interface StreamSubject {
  /** Renders it below a provider of its own where it has one. */
  readonly element: ReactNode
  /** Opens the answer; resolves when updates may come. Called once the conversation is on the screen. */
  begin(): Promise<void>
  /** One update comes in from the network. */
  push(delta: string): void
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
  write(text: string): void
  close(): void
}

/** Opens a response of server-sent events. */
export function openEvents(headers: Readonly<Record<string, string>> = {}): OpenResponse {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started
    },
  })
  return {
    response: new Response(body, { headers: { 'content-type': 'text/event-stream', ...headers } }),
    write: text => controller?.enqueue(encoder.encode(text)),
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
