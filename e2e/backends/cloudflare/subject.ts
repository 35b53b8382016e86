import type { Subject } from '../stage/Subject.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'
import { line, type Transcript } from '../stage/transcript.ts'
import { bundleWorker } from './bundleWorker.ts'

interface Part {
  readonly type: string
  readonly text?: string
  readonly state?: string
  readonly toolName?: string
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
    parts.flatMap(({ type, text = '', state = '', toolName }) => {
      if (type === 'text') return [line(role, text)]
      if (type === 'reasoning') return [line('reasoning', text)]
      const tool = toolName ?? (type.startsWith('tool-') ? type.slice('tool-'.length) : undefined)
      return tool === undefined ? [] : [`tool ${tool}: ${statuses[state] ?? state}`]
    }),
  )
}

/** An agent of the Agents SDK under local workerd, seen by one of the pages. */
const agent = (
  name: string,
  client: string,
  heldAt: (session: string) => string,
  rulesOut: Subject['rulesOut'],
): Subject => ({
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
      transcript: session => transcriptOf(`http://127.0.0.1:${program.port}${heldAt(session)}`),
    }
  },
})

const messagesOf =
  (path: string) =>
  (session: string): string =>
    `/agents/${path}/${session}/get-messages`

const stands = 'The server puts a message that comes while an answer is written before that answer'

/** `AIChatAgent`, with our client. */
export const chatAgent: Subject = {
  ...agent('AIChatAgent', 'cloudflare', messagesOf('helper'), {
    'send while busy': `${stands}, so that what is shown has to move.`,
    'stop with a message waiting': `${stands}, so that what is shown has to move.`,
  }),
  theirs: 'cloudflare-alone',
}

/** `Think`, with our client. */
export const think = agent('Think', 'cloudflare-think', messagesOf('thinker'), {
  'send while busy': `${stands}, and then has the model go on with the answer instead of answering the message.`,
  'stop with a message waiting': `${stands}, and then has the model go on with the answer instead of answering the message.`,
})

/** An agent behind a Web Channel, with our client. */
export const webChannel = agent('Web Channel', 'cloudflare-channel', session => `/held?session=${session}`, {
  'state change': 'A Web Channel has no state.',
})

/** `AIChatAgent`, with the hooks of its own packages. */
export const chatAgentAlone = agent(
  'AIChatAgent with useAgentChat',
  'cloudflare-alone',
  messagesOf('helper'),
  {},
)
