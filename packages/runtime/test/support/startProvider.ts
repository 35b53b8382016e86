import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the provider was asked. */
export interface ProviderRequest {
  readonly messages: readonly {
    readonly role: string
    readonly content?: unknown
    readonly tool_call_id?: string
  }[]
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[]
  readonly model: string
  readonly stream: boolean
}

/** Answers one request. */
export type Answer = (reply: Reply, request: ProviderRequest) => void | Promise<void>

/** One answer on its way. */
export interface Reply {
  /** Sends a chunk of a completion. */
  chunk(delta: object, finish?: string): void
  /** Sends a chunk that says how many tokens were made so far, as some servers do with each. */
  counted(delta: object, completionTokens: number): void
  /** Sends the usage and the end. */
  done(): void
  /** Refuses with a status. */
  refuse(status: number, message: string, headers?: Record<string, string>): void
  /** Sends something that is no event. */
  raw(text: string): void
  /** Ends the answer as if all were said. */
  end(): void
  /** Sends a last piece, which need not be whole, and cuts the connection. */
  cut(text?: string | Uint8Array): void
  /** Answers with something else than a stream. */
  body(status: number, mediaType: string, text: string): void
  /** Resolves when the client is gone. */
  readonly gone: Promise<void>
}

/** A server on loopback that speaks OpenAI's streaming chat completions as its answers say, one after the other. */
export async function startProvider(answers: readonly Answer[]) {
  const requests: ProviderRequest[] = []
  const keys: (string | undefined)[] = []
  const server = createServer((incoming, outgoing) => {
    void read(incoming).then(async text => {
      const request = JSON.parse(text) as ProviderRequest
      requests.push(request)
      keys.push(incoming.headers.authorization)
      const answer = answers[requests.length - 1]
      const reply = replyOn(outgoing)
      if (answer === undefined) reply.refuse(400, 'No answer is left.')
      else await answer(reply, request)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    /** The authorization of each request. */
    keys,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function read(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text
}

function replyOn(outgoing: ServerResponse): Reply {
  const gone = Promise.withResolvers<void>()
  outgoing.on('close', () => gone.resolve())
  const raw = (text: string | Uint8Array, onWritten: () => void = () => undefined) => {
    if (!outgoing.headersSent) outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    outgoing.write(text, onWritten)
  }
  const event = (body: object) =>
    raw(`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'test', ...body })}\n\n`)
  return {
    raw: text => raw(text),
    gone: gone.promise,
    chunk: (delta, finish) => event({ choices: [{ index: 0, delta, finish_reason: finish ?? null }] }),
    counted: (delta, tokens) =>
      event({
        choices: [{ index: 0, delta, finish_reason: null }],
        usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens },
      }),
    done: () => {
      event({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 } })
      raw('data: [DONE]\n\n')
      outgoing.end()
    },
    refuse: (status, message, headers = {}) => {
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
      outgoing.end(JSON.stringify({ error: { message, type: 'test' } }))
    },
    end: () => outgoing.end(),
    cut: (text = '') => {
      if (text.length === 0) outgoing.destroy()
      else raw(text, () => outgoing.destroy())
    },
    body: (status, mediaType, text) => {
      outgoing.writeHead(status, { 'content-type': mediaType })
      outgoing.end(text)
    },
  }
}
