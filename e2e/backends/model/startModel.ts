import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, answerTo, isTopic, type Saying } from './script.ts'

/** A model on loopback that speaks OpenAI's chat completions and says what the script says. */
export interface Model {
  /** With `/v1`. */
  readonly url: string
  /** How often it was called. */
  readonly calls: number
  /** Says no further word until it is released; calls are taken all the same. */
  hold(): void
  release(): void
  /** How fast it says words, in pieces of four characters a second; 60 at first. */
  setPace(piecesPerSecond: number): void
  close(): Promise<void>
}

interface ChatMessage {
  readonly role: string
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[] | null
}

const PIECE = /[\s\S]{1,4}/g

const textOf = ({ content }: ChatMessage): string =>
  typeof content === 'string' ? content : (content ?? []).map(part => part.text ?? '').join('')

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

/** Starts the model on a free port. */
export async function startModel(): Promise<Model> {
  let calls = 0
  let pace = 60
  let held: PromiseWithResolvers<void> | null = null

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { messages = [] } = JSON.parse(await readBody(request)) as { messages?: readonly ChatMessage[] }
    calls += 1
    const call = calls
    const answer = answerOf(messages)
    if ('refuses' in answer) {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: answer.refuses, type: 'invalid_request_error' } }))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const say = (delta: object, finish: string | null = null): void => {
      const chunk = {
        id: `chatcmpl-${call}`,
        object: 'chat.completion.chunk',
        created: 0,
        model: 'script',
        choices: [{ index: 0, delta, finish_reason: finish }],
      }
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
    const isOver = (): boolean => response.destroyed || response.socket?.destroyed !== false
    say({ role: 'assistant', content: '' })
    let tools = 0
    for (const saying of answer.says) {
      for (const delta of pieces(saying, `call_${call}_${tools}`, tools)) {
        await held?.promise
        if (isOver()) return
        say(delta)
        await pause(1000 / pace)
      }
      if ('tool' in saying) tools += 1
    }
    await held?.promise
    if (isOver()) return
    say({}, tools > 0 ? 'tool_calls' : 'stop')
    response.end('data: [DONE]\n\n')
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      response.destroy(cause as Error)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The model got no port.')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    get calls() {
      return calls
    },
    hold: () => {
      held ??= Promise.withResolvers<void>()
    },
    release: () => {
      held?.resolve()
      held = null
    },
    setPace: piecesPerSecond => {
      pace = piecesPerSecond
    },
    close: () =>
      new Promise(resolve => {
        held?.resolve()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What the script says next. Of an answer that was cut off and is to be continued, the rest. */
function answerOf(messages: readonly ChatMessage[]): Answer {
  const asked = messages.findLastIndex(message => message.role === 'user' && isTopic(textOf(message)))
  const since = messages.slice(asked).filter(({ role }) => role === 'assistant')
  const answer = answerTo(messages[asked] === undefined ? '' : textOf(messages[asked]), since.length)
  const [only, ...others] = 'says' in answer ? answer.says : []
  if (only === undefined || !('text' in only) || others.length > 0) return answer
  const said = since.map(textOf).join('')
  return only.text.startsWith(said) ? { says: [{ text: only.text.slice(said.length) }] } : answer
}

/** The deltas of one saying. */
function pieces(saying: Saying, callId: string, index: number): readonly object[] {
  if ('text' in saying) return (saying.text.match(PIECE) ?? []).map(content => ({ content }))
  if ('reasoning' in saying)
    return (saying.reasoning.match(PIECE) ?? []).map(piece => ({ reasoning_content: piece }))
  const call = {
    index,
    id: callId,
    type: 'function',
    function: { name: saying.tool, arguments: JSON.stringify(saying.arguments) },
  }
  return [{ tool_calls: [call] }]
}
