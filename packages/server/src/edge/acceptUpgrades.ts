import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorTable, MOST_FRAME_BYTES, SUBPROTOCOL } from '@sluice/protocol'
import { WebSocketServer } from 'ws'
import type { Hub } from '../hub/types.ts'
import { attachSocket } from './attachSocket.ts'
import { isOriginAllowed, type OriginRule } from './origin.ts'
import { requestFacts } from './requestFacts.ts'

/** Where the socket is. */
const SOCKET_PATH = '/v1/socket'

function answer(socket: Duplex, status: string, code: ErrorCode, message: string): void {
  const body = JSON.stringify({ code, message })
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Takes the WebSocket upgrades of an HTTP server; returns how to drop the sockets that are still open. */
export function acceptUpgrades(server: Server, hub: Hub, rule: OriginRule): () => void {
  const webSockets = new WebSocketServer({
    noServer: true,
    // What is larger ends the socket with 1009; what is merely larger than the hub takes is refused with a code.
    maxPayload: Math.max(MOST_FRAME_BYTES, 2 * hub.limits.frameBytes),
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: offered => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const onUpgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    // An upgrade that breaks off has nobody to tell.
    socket.on('error', () => undefined)
    const offered = (incoming.headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim())
    if (!isOriginAllowed(incoming.headers, rule)) {
      return answer(socket, '403 Forbidden', 'host-refused', errorTable['host-refused'].message)
    }
    if ((incoming.url ?? '').split('?', 1)[0] !== SOCKET_PATH) {
      return answer(socket, '404 Not Found', 'not-found', `The socket of this server is at ${SOCKET_PATH}.`)
    }
    if (!offered.includes(SUBPROTOCOL)) {
      const message = `The client has to offer the subprotocol ${SUBPROTOCOL}, so the socket was not opened.`
      return answer(socket, '400 Bad Request', 'unsupported-revision', message)
    }
    webSockets.handleUpgrade(incoming, socket, head, webSocket =>
      attachSocket(hub, webSocket, socket, requestFacts(incoming)),
    )
  }
  server.on('upgrade', onUpgrade)
  return () => {
    for (const webSocket of webSockets.clients) webSocket.terminate()
  }
}
