import type { Json, JsonObject } from '@sluice/protocol'
import type { StepTrace } from './Harness.ts'

/** The names under which providers are given what the context of a step has already. */
const contextFields: ReadonlySet<string> = new Set([
  ...['messages', 'system', 'tools', 'input', 'instructions'],
  ...['contents', 'systemInstruction', 'toolConfig', 'prompt'],
])

/** What a provider is asked beside instructions, tools and messages; Google's are one level further down than others'. */
export function parametersOf(payload: unknown): JsonObject {
  const plain: Json = JSON.parse(JSON.stringify(payload ?? null))
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain)
    ? withoutContext(plain as JsonObject, 1)
    : {}
}

function withoutContext(fields: JsonObject, levels: number): JsonObject {
  const kept = Object.entries(fields).filter(([name]) => !contextFields.has(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      levels > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)
        ? withoutContext(value as JsonObject, levels - 1)
        : value,
    ]),
  )
}

/** The same answer, of which a trace is told as it is read: the data of each server-sent event, or each piece of another text. Bytes that are no text are only counted. */
export function tracedAnswer(answer: Response, trace: StepTrace): Response {
  if (answer.body === null) return answer
  const mediaType = answer.headers.get('content-type') ?? ''
  const reader = readerOf(mediaType, trace)
  if (!answer.ok) trace.heard({ status: answer.status })
  const body = answer.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        reader.take(chunk)
        controller.enqueue(chunk)
      },
      flush: () => reader.end(),
    }),
  )
  const { status, statusText, headers } = answer
  return new Response(body, { status, statusText, headers })
}

interface Reader {
  take(chunk: Uint8Array): void
  end(): void
}

function readerOf(mediaType: string, trace: StepTrace): Reader {
  if (!/^(text\/|application\/([a-z.+-]*\+)?json)/i.test(mediaType)) {
    let bytes = 0
    return {
      take: chunk => {
        bytes += chunk.length
      },
      end: () => trace.heard({ mediaType, bytes }),
    }
  }
  const isEvents = /^text\/event-stream/i.test(mediaType)
  const decoder = new TextDecoder()
  let rest = ''
  const tell = (text: string) => {
    if (text.trim() === '') return
    const lines = text.split(/\r?\n/).filter(line => line.startsWith('data:'))
    trace.heard(
      jsonOr(isEvents && lines.length > 0 ? lines.map(line => line.slice(5).trimStart()).join('\n') : text),
    )
  }
  return {
    take: chunk => {
      rest += decoder.decode(chunk, { stream: true })
      if (!isEvents) return
      const events = rest.split(/\r?\n\r?\n/)
      rest = events.pop() ?? ''
      for (const event of events) tell(event)
    },
    end: () => {
      tell(rest + decoder.decode())
      rest = ''
    },
  }
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    // Not everything that a provider says is JSON: an end mark, a comment, the page of a proxy.
    return text
  }
}
