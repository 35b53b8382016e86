import { createFlueClient } from '@flue/sdk'
import type { Opening } from './openSession.ts'

/** Opens a conversation of a Flue server with its own client, as `@flue/react` does, and waits until what was missed is there and the stream is open. */
export async function openFlue(url: string): Promise<Opening> {
  let bytes = 0
  const opened = Promise.withResolvers<void>()
  const client = createFlueClient({
    url: `${url}/agents/triage/missed`,
    async fetch(input, init) {
      const response = await fetch(input, init)
      if (response.headers.get('content-type') === 'text/event-stream') {
        opened.resolve()
        return response
      }
      const text = await response.text()
      bytes += text.length
      return new Response(text, response)
    },
  })
  const observation = client.observe({ live: 'sse' })
  let commits = 0
  const start = performance.now()
  observation.subscribe(() => {
    commits += 1
  })
  await opened.promise
  const ms = performance.now() - start
  const { conversation } = observation.getSnapshot()
  observation.close()
  if (conversation?.messages.length !== 1_001) throw new Error('Flue has not taken over its history.')
  return { bytes, ms, commits }
}
