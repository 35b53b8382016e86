import { Chat } from '@ai-sdk/react'
import { DefaultChatTransport, type UIMessage } from 'ai'
import { threadMilliseconds } from '../../../../scripts/bench/measure.ts'

/** Deltas of one measurement. */
const DELTAS = 1_500

function sse(chunks: readonly object[]): Response {
  const lines = chunks.map(chunk => new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`))
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const line of lines) controller.enqueue(line)
      controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

async function timeOfAnswer(
  history: UIMessage[],
  parts: number,
  deltas: number,
  token: string,
): Promise<number> {
  const chunks: object[] = [{ type: 'start', messageId: 'answer' }]
  for (let index = 0; index < parts - 1; index++)
    chunks.push({ type: 'text-start', id: `${index}` }, { type: 'text-end', id: `${index}` })
  chunks.push({ type: 'text-start', id: 'last' })
  for (let index = 0; index < deltas; index++) chunks.push({ type: 'text-delta', id: 'last', delta: token })
  chunks.push({ type: 'text-end', id: 'last' }, { type: 'finish' })
  const chat = new Chat({
    messages: history,
    transport: new DefaultChatTransport({
      api: 'http://127.0.0.1/',
      fetch: () => Promise.resolve(sse(chunks)),
    }),
  })
  const start = threadMilliseconds()
  await chat.sendMessage({ text: 'go on' })
  const passed = threadMilliseconds() - start
  const answer = chat.messages.at(-1)?.parts.at(-1)
  if (answer?.type !== 'text' || answer.text.length !== deltas * token.length)
    throw new Error('The answer of the peer is not whole.')
  return passed
}

/** Microseconds that `Chat` of `@ai-sdk/react` takes for a delta from its default transport, beyond what the answer costs without deltas. */
export async function measureAiSdk(messages: number, parts: number, token: string): Promise<number> {
  const history = Array.from(
    { length: messages - 2 },
    (_, index): UIMessage => ({
      id: `m${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text: `Message ${index}: the quick brown fox jumps over the lazy dog.` }],
    }),
  )
  const without = await timeOfAnswer(history, parts, 0, token)
  return ((await timeOfAnswer(history, parts, DELTAS, token)) - without) * (1000 / DELTAS)
}
