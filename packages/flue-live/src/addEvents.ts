/** A stream of events that others can be added to. */
export interface Addable {
  readonly body: ReadableStream<Uint8Array>
  /** Adds an event behind the one that is being passed on. One that the reader has no room for is left out. */
  add(event: string): void
}

/** Events that may wait for a reader; more are left out, as the reader gets their text later from the server itself. [FL3] */
const MOST_WAITING = 256
const NEWLINE = 10

/** Makes it possible to add events to a stream of events, between those that it has. `ended` is told when nobody reads it any more. */
export function addEvents(source: ReadableStream<Uint8Array>, ended: () => void): Addable {
  const encoder = new TextEncoder()
  const reader = source.getReader()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let waiting: Uint8Array[] = []
  /** The newlines at the end of what was passed on: two end an event. */
  let newlines = 2

  function flush(): void {
    if (newlines < 2) return
    for (const event of waiting) controller?.enqueue(event)
    waiting = []
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      async pull(given) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          ended()
          throw cause
        })
        if (done) {
          ended()
          controller = undefined
          given.close()
          return
        }
        const last = value.findLastIndex(byte => byte !== NEWLINE)
        newlines = last < 0 ? newlines + value.length : value.length - 1 - last
        given.enqueue(value)
        flush()
      },
      async cancel(reason) {
        ended()
        controller = undefined
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 1 },
  )

  return {
    body,
    add(event) {
      const hasRoom = waiting.length < MOST_WAITING && (controller?.desiredSize ?? 0) > -MOST_WAITING
      if (!controller || !hasRoom) return
      waiting.push(encoder.encode(event))
      flush()
    },
  }
}
