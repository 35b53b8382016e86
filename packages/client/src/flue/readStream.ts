/** A server-sent event. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

/** Reads server-sent events as they come; `heard` is told of every piece, comments included. Ends with the stream, rejects with what broke it. */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      text += decoder.decode(value, { stream: true })
      const blocks = text.split(/\r?\n\r?\n/)
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: RegExp): string => Array.from(block.matchAll(name), found => found[1]).join('\n')
        const data = field(/^data: ?(.*)$/gm)
        if (data !== '') yield { name: field(/^event: ?(.*)$/gm), data }
      }
    }
  } finally {
    // A stream that broke cannot be cancelled, and need not be.
    reader.cancel().catch(() => {})
  }
}
