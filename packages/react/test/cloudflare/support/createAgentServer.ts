import { cloudflareAgent } from '@sluice/client/cloudflare'
import { act } from '@testing-library/react'
import { vi } from 'vitest'

// What is loaded behind the first conversation is there before a test begins, since no clock of a test waits for it.
await cloudflareAgent({ host: 'agents.example.com', agent: 'Chat' })
  .call('load', [], { signal: AbortSignal.abort() })
  .catch(() => {})

type Frame = Readonly<Record<string, unknown>>

/** The server of an agent, in the place of the page's network. It says what the test says. */
export interface AgentServer {
  /** What pages sent, oldest first. */
  readonly received: readonly Frame[]
  /** Takes the sockets that pages opened, and answers what they ask first. */
  accept(transcript: readonly object[] | null, ...frames: readonly Frame[]): Promise<void>
  says(...frames: readonly Frame[]): Promise<void>
  /** Ends all sockets. */
  drop(code?: number, reason?: string): Promise<void>
}

/** Lets what is due within some ms happen, and what comes of it be drawn. */
export const soon = async (ms = 40): Promise<void> => {
  await act(() => vi.advanceTimersByTimeAsync(ms))
}

/** Puts a server in the place of the network, until the test ends. */
export function createAgentServer(): AgentServer {
  const sockets = new Set<FakeSocket>()
  const received: Frame[] = []
  let transcript: readonly object[] | null = []

  class FakeSocket extends EventTarget {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readyState = 0
    binaryType = 'blob'
    constructor() {
      super()
      sockets.add(this)
    }
    send(text: string): void {
      received.push(JSON.parse(text) as Frame)
    }
    close(): void {
      sockets.delete(this)
      this.readyState = 3
    }
  }

  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', async () =>
    transcript ? new Response(JSON.stringify(transcript)) : new Response('Not implemented', { status: 404 }),
  )

  const says = async (...frames: readonly Frame[]): Promise<void> => {
    for (const socket of sockets)
      for (const frame of frames)
        socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
    await soon()
  }

  return {
    received,
    says,
    async accept(list, ...frames) {
      transcript = list
      await soon()
      for (const socket of sockets) {
        socket.readyState = 1
        socket.dispatchEvent(new Event('open'))
      }
      await says({ type: 'cf_agent_identity', name: 'room-1', agent: 'chat' }, ...frames)
      await says({ type: 'cf_agent_stream_resume_none', reason: 'idle' })
    },
    async drop(code = 1006, reason = '') {
      const open = [...sockets]
      sockets.clear()
      for (const socket of open) {
        socket.readyState = 3
        socket.dispatchEvent(new CloseEvent('close', { code, reason }))
      }
      await soon()
    },
  }
}
