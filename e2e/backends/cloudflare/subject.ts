import type { Subject } from '../stage/Subject.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'
import { line, type Transcript } from '../stage/transcript.ts'
import { bundleWorker } from './bundleWorker.ts'

interface Part {
  readonly type: string
  readonly text?: string
  readonly state?: string
}

const statuses: Readonly<Record<string, string>> = {
  'output-available': 'completed',
  'output-error': 'failed',
  'output-denied': 'denied',
}

/** What the server holds of a conversation. Of how turns ended it holds nothing. */
async function transcriptOf(url: string): Promise<Transcript> {
  const messages = (await (await fetch(url)).json()) as readonly { role: string; parts: readonly Part[] }[]
  return messages.flatMap(({ role, parts }) =>
    parts.flatMap(({ type, text = '', state = '' }) => {
      if (type === 'text') return [line(role, text)]
      if (type === 'reasoning') return [line('reasoning', text)]
      return type.startsWith('tool-')
        ? [`tool ${type.slice('tool-'.length)}: ${statuses[state] ?? state}`]
        : []
    }),
  )
}

/** An agent of the Agents SDK under local workerd, seen by one of the pages. */
const agent = (name: string, client: string, path: string, rulesOut: Subject['rulesOut']): Subject => ({
  name,
  client,
  rulesOut,
  keepsEnds: false,
  start: async model => {
    const program = await startProgram({
      command: nodeProgram('cloudflare/server.ts'),
      env: { SLUICE_MODEL_URL: model.url, SLUICE_WORKER: await bundleWorker() },
      // Wrangler and the two processes of workerd end with it.
      isGroup: true,
    })
    return {
      ...program,
      transcript: session =>
        transcriptOf(`http://127.0.0.1:${program.port}/agents/${path}/${session}/get-messages`),
    }
  },
})

const stands = 'The server puts a message that comes while an answer is written before that answer'

/** `AIChatAgent`, with our client. */
export const chatAgent = agent('AIChatAgent', 'cloudflare', 'helper', {
  'send while busy': `${stands}, so that what is shown has to move.`,
  'stop with a message waiting': `${stands}, so that what is shown has to move.`,
})

/** `Think`, with our client. */
export const think = agent('Think', 'cloudflare-think', 'thinker', {
  'send while busy': `${stands}, and then has the model go on with the answer instead of answering the message.`,
  'stop with a message waiting': `${stands}, and then has the model go on with the answer instead of answering the message.`,
})

/** `AIChatAgent`, with the hooks of its own packages. */
export const chatAgentAlone = agent('AIChatAgent with useAgentChat', 'cloudflare-alone', 'helper', {})
