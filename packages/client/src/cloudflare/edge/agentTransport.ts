import ReconnectingWebSocket from 'partysocket/ws'
import type { Socket } from '../../environment.ts'

/** What the socket of an agent tells. After `closed` it tells nothing more. */
export interface AgentSocketListener {
  opened(): void
  message(data: unknown): void
  closed(code: number, reason: string): void
}

/** What a request says beside its address. */
export interface RequestHeaders {
  readonly headers?: HeadersInit | undefined
  readonly credentials?: RequestCredentials | undefined
}

/** How an agent is reached. */
export interface AgentTransport {
  /** Opens a socket; one attempt, no retries of its own, nothing queued. */
  connect(url: string, listener: AgentSocketListener): Socket
  /** Requests an address: the status of the answer and its text. Rejects when there is none. */
  get(url: string, init: RequestHeaders): Promise<{ readonly status: number; readonly text: string }>
}

/** The transport of a browser: partysocket, which neither retries nor queues, and `fetch`. [C1] */
export const agentTransport: AgentTransport = {
  connect(url, { opened, message, closed }) {
    const socket = new ReconnectingWebSocket(url, [], {
      maxRetries: 0,
      maxEnqueuedMessages: 0,
      connectionTimeout: 10_000,
    })
    socket.onopen = opened
    socket.onmessage = event => message(event.data)
    socket.onclose = ({ code, reason }) => closed(code, reason)
    socket.onerror = () => closed(1006, '')
    return { send: text => socket.send(text), close: () => socket.close() }
  },
  async get(url, init) {
    // What is undefined there counts as not given.
    const response = await fetch(url, init as RequestInit)
    return { status: response.status, text: await response.text() }
  },
}

/** The host of the page; nothing where there is no page. */
export const pageHost = (): string => (globalThis as { location?: Location }).location?.host ?? ''
