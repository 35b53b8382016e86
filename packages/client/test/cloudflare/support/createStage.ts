import { type AnswerFrame, type Backend, createClient } from '@sluice/client'
import {
  type AgentOptions,
  type AgentSocketListener,
  type AgentTransport,
  cloudflareAgent,
} from '@sluice/client/cloudflare'
import { createFakeClock, createTestEnvironment } from '@sluice/testkit'
import { turn } from '../../support/createPage.ts'
import type { Frame } from './fixture.ts'

interface Request {
  readonly url: string
  answer(status: number, body: unknown): void
  fail(): void
}

interface FakeSocket {
  readonly url: string
  readonly listener: AgentSocketListener
  readonly sent: Frame[]
}

/** A page on an agent that says what the test says, on a clock that stands still. */
export type Stage = ReturnType<typeof createStage>

/** Creates a page on an agent. What it is told of the network is up to the test. */
export function createStage(
  options: Partial<AgentOptions> = {},
  onAnswer: (frame: AnswerFrame) => void = () => {},
) {
  const clock = createFakeClock()
  const environment = createTestEnvironment(clock)
  const sockets: FakeSocket[] = []
  const requests: Request[] = []
  const transport: AgentTransport = {
    connect(url, listener) {
      const socket: FakeSocket = { url, listener, sent: [] }
      sockets.push(socket)
      return { send: text => void socket.sent.push(JSON.parse(text)), close: () => {} }
    },
    get: url =>
      new Promise((resolve, reject) => {
        requests.push({
          url,
          answer: (status, body) =>
            resolve({ status, text: typeof body === 'string' ? body : JSON.stringify(body) }),
          fail: () => reject(new Error('no network')),
        })
      }),
  }
  const backend = cloudflareAgent({
    host: 'agents.example.com',
    agent: 'Chat',
    name: 'room-1',
    environment,
    transport,
    ...options,
  })
  const watched: Backend = {
    ...backend,
    start: listener =>
      backend.start({
        ...listener,
        answer(frame) {
          onAnswer(frame)
          listener.answer(frame)
        },
      }),
  }
  const client = createClient({ backend: watched, environment })
  const session = client.session(backend.session)

  /** Lets some time pass. */
  async function pass(ms = 20): Promise<void> {
    await turn()
    clock.advance(ms)
    await turn()
  }

  const socket = (): FakeSocket => {
    const last = sockets.at(-1)
    if (!last) throw new Error('There is no socket.')
    return last
  }

  return {
    clock,
    environment,
    backend,
    client,
    session,
    sockets,
    requests,
    pass,
    /** What is loaded behind the first conversation is there; no clock of a test waits for it. */
    loaded: () => backend.call('load', [], { signal: AbortSignal.abort() }).catch(() => {}),
    /** The frames that were sent on the last socket. */
    sent: (type?: string) => socket().sent.filter(frame => type === undefined || frame.type === type),
    /** The server takes the socket that the page opened. */
    async opens() {
      await pass()
      socket().listener.opened()
      await turn()
    },
    /** The server says something. */
    async says(...frames: readonly Frame[]) {
      for (const frame of frames) socket().listener.message(JSON.stringify(frame))
      await turn()
    },
    /** The server answers the oldest request that waits. */
    async answers(status: number, body: unknown) {
      for (let tries = 0; tries < 50 && requests.length === 0; tries++) await pass()
      requests.shift()?.answer(status, body)
      await turn()
    },
    async closes(code = 1006, reason = '') {
      socket().listener.closed(code, reason)
      await turn()
    },
    /** Connects to an idle chat with this transcript. */
    async connects(transcript: readonly object[] = []) {
      session.subscribe(() => {})
      await this.opens()
      await this.says({ type: 'cf_agent_identity', name: 'room-1', agent: 'chat' })
      await this.answers(200, transcript)
      await this.says({ type: 'cf_agent_stream_resume_none', reason: 'idle' })
      await pass(300)
    },
    /** The texts of the line. */
    texts: () =>
      session
        .messages()
        .getSnapshot()
        .map(({ role, parts }) =>
          [role, ...parts.map(part => ('text' in part ? part.text : part.kind))].join(': '),
        ),
  }
}

/** A message of a transcript. */
export const message = (role: string, id: string, text: string): Frame => ({
  id,
  role,
  parts: [{ type: 'text', text, state: 'done' }],
})

/** A piece of an answer. */
export const piece = (id: string, seq: number, chunk: object, more: object = {}): Frame => ({
  type: 'cf_agent_use_chat_response',
  id,
  seq,
  body: JSON.stringify(chunk),
  done: false,
  ...more,
})

/** The end of an answer. */
export const end = (id: string, more: object = {}): Frame => ({
  type: 'cf_agent_use_chat_response',
  id,
  body: '',
  done: true,
  ...more,
})

/** The pieces of an answer with one text, and no end. */
export const pieces = (id: string, answer: string, text: string, more: object = {}): readonly Frame[] => [
  piece(id, 0, { type: 'start', messageId: answer }, more),
  piece(id, 1, { type: 'text-start', id: '0' }, more),
  ...(text.match(/\S+\s*/g) ?? []).map((delta, at) =>
    piece(id, at + 2, { type: 'text-delta', id: '0', delta }, more),
  ),
]
