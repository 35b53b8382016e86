import type { ServerFrame } from '@sluice/protocol'
import type { OutFrame, ServerSocket } from './types.ts'

/** The frames that leave a connection in one turn. */
export interface Outgoing {
  enqueue(frame: OutFrame): void
  /** Enqueues a frame of this connection alone. */
  say(frame: ServerFrame): void
  /** Whether the channels have to wait until the socket has drained. [S4] */
  isCongested(): boolean
  /** Hands everything to the socket in one write. [S4] */
  flush(): void
  /** Sends what is left, and closes. */
  close(code: number, reason: string): void
  /** Nothing is sent any more. */
  drop(): void
  /** Whether anything was sent since the last time of asking. */
  takeActivity(): boolean
}

/** Creates the outgoing side of a connection. `schedule` has {@link Outgoing.flush} called later in the same turn. */
export function createOutgoing(
  socket: ServerSocket,
  bufferLimit: number,
  schedule: (outgoing: Outgoing) => void,
): Outgoing {
  let frames: OutFrame[] = []
  let length = 0
  let isOpen = true
  let wasActive = false

  const flush = () => {
    if (frames.length === 0) return
    const ready = frames
    frames = []
    length = 0
    wasActive = true
    socket.send(ready)
  }

  const outgoing: Outgoing = {
    enqueue: frame => {
      if (!isOpen) return
      if (frames.length === 0) schedule(outgoing)
      frames.push(frame)
      length += frame.text.length
    },
    say: frame => outgoing.enqueue({ text: JSON.stringify(frame) }),
    isCongested: () => length + socket.bufferedBytes() > bufferLimit,
    flush,
    close: (code, reason) => {
      if (!isOpen) return
      flush()
      isOpen = false
      socket.close(code, reason)
    },
    drop: () => {
      isOpen = false
      frames = []
    },
    takeActivity: () => {
      const was = wasActive
      wasActive = false
      return was
    },
  }
  return outgoing
}
