import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { markOf } from './messages.ts'
import type { Publisher } from './publisher.ts'

/** The peer: a server that holds its sockets in a set and sends each of them each event, as it comes. */
export async function openPlain(eventsPerTurn: number): Promise<Publisher> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  let sequence = 0
  return {
    port: (server.address() as AddressInfo).port,
    path: '/',
    protocol: 'plain',
    greeting: [],
    ready: null,
    publish: turn => {
      for (let index = 0; index < eventsPerTurn; index++) {
        sequence += 1
        const mark = index === eventsPerTurn - 1 ? markOf(turn) : ''
        const text = JSON.stringify({
          offset: `${String(sequence).padStart(16, '0')}_k3j9x2ab`,
          at: 1_800_000_000_000,
          actor: { kind: 'agent', id: 'triage' },
          event: { type: 'part.delta', part: 'answer', from: sequence * 40, text: 'x'.repeat(40) + mark },
        })
        for (const socket of sockets.clients) socket.send(text)
      }
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
