import type { RequestFacts } from '../access/types.ts'

/** A frame on its way out. Sockets that are sent the same frame get the same object, so that an edge may encode it once. [S4] */
export interface OutFrame {
  /** The frame's JSON text. */
  readonly text: string
}

/** A socket as a connection sees it. */
export interface ServerSocket {
  /** Sends frames in order, in one write where the medium can. */
  send(frames: readonly OutFrame[]): void
  /** Bytes that were sent and are not yet handed to the network. [S4] */
  bufferedBytes(): number
  /** Closes after what was sent. `code` is a WebSocket close code. */
  close(code: number, reason: string): void
}

/** The server's end of one socket; whoever owns the socket feeds it. */
export interface Connection {
  /** A text frame came in; null stands for a frame that is not text. */
  onMessage(text: string | null): void
  /** Sent bytes were handed to the network. [S4] */
  onDrain(): void
  /** The socket is gone. */
  onClose(): void
}

/** What is known when a socket opens. */
export interface ConnectionRequest extends RequestFacts {
  /** The token of the Authorization header, used when hello has none; null without. */
  readonly token: string | null
}
