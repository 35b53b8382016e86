import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { ConnectionRequest, ServerSocket } from '../connection/types.ts'
import type { Hub } from '../hub/types.ts'
import { encodeFrame } from './encodeFrame.ts'

/** Below this, frames are joined into one buffer: copying them is cheaper than a vectored write. */
const JOIN_LIMIT = 16 * 1024

function writeAll(socket: Duplex, buffers: readonly Buffer[]): void {
  const [only] = buffers
  if (only !== undefined && buffers.length === 1) {
    socket.write(only)
  } else if (buffers.reduce((sum, { length }) => sum + length, 0) <= JOIN_LIMIT) {
    socket.write(Buffer.concat(buffers))
  } else {
    socket.cork()
    for (const buffer of buffers) socket.write(buffer)
    socket.uncork()
  }
}

/**
 * Connects an open WebSocket to a hub. Frames are written to the socket below it, encoded once for all readers and in one write for each turn:
 * `ws.send` makes a system call of each frame. Compression has to be off. [S4]
 */
export function attachSocket(
  hub: Hub,
  webSocket: WebSocket,
  socket: Duplex,
  request: ConnectionRequest,
): void {
  const serverSocket: ServerSocket = {
    send: frames => {
      if (webSocket.readyState === WebSocket.OPEN) writeAll(socket, frames.map(encodeFrame))
    },
    bufferedBytes: () => socket.writableLength,
    close: (code, reason) => webSocket.close(code, reason),
  }
  const connection = hub.connect(serverSocket, request)
  webSocket.on('message', (data, isBinary) => connection.onMessage(isBinary ? null : String(data)))
  webSocket.on('close', connection.onClose)
  // A broken frame or socket: `ws` closes it, and the close event follows.
  webSocket.on('error', () => undefined)
  socket.on('drain', connection.onDrain)
}
