import { SUBPROTOCOL } from '@sluice/protocol'
import ReconnectingWebSocket from 'partysocket/ws'
import type { Connect } from '../environment.ts'
import { serverUrl } from './serverUrl.ts'

/**
 * Opens sockets to a server with partysocket. It owns the socket and its time limit; when to try again is decided by the connection machine, and
 * what waits to be sent waits in the outbox, so partysocket neither retries nor queues. [C1]
 */
export function partySocketConnect(url: string | undefined): Connect {
  return listener => {
    const address = (): string => serverUrl(url, '/v1/socket', 'ws')
    const socket = new ReconnectingWebSocket(address, SUBPROTOCOL, {
      maxRetries: 0,
      maxEnqueuedMessages: 0,
      connectionTimeout: 10_000,
    })
    socket.onopen = listener.opened
    socket.onmessage = event => listener.message(event.data)
    socket.onclose = listener.closed
    socket.onerror = listener.closed
    return { send: text => socket.send(text), close: () => socket.close() }
  }
}
