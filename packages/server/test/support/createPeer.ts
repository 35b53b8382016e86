import {
  type ClientFrame,
  type Envelope,
  EVENT_REVISION,
  parseServerFrame,
  type ServerFrame,
  type ServerFrameType,
  VIEW_REVISION,
} from '@sluice/protocol'
import type { Connection, Hub, OutFrame } from '@sluice/server'
import { until } from './until.ts'

/** A client of a test: the other end of a connection, with all that it was sent. */
export interface Peer {
  readonly connection: Connection
  readonly frames: readonly ServerFrame[]
  /** How often the server wrote to the socket, and the frames that it wrote. */
  readonly writes: readonly (readonly OutFrame[])[]
  closed(): { readonly code: number; readonly reason: string } | null
  send(frame: ClientFrame | string): void
  hello(token?: string): void
  /** Subscribes to session `a` of the agent `triage` unless said otherwise. */
  subscribe(channel: number, more?: { id?: string; from?: string | null; want?: 'view' | 'events' }): void
  /** Keeps what is sent from now on, as a stalled network does. */
  stall(): void
  /** The network goes on. */
  drain(): void
  /** Bytes that a stalled network has not taken. */
  stalledBytes(): number
  of<T extends ServerFrameType>(type: T, channel?: number): ServerFrame<T>[]
  /** All envelopes that a channel was sent, in the order of arrival. */
  envelopes(channel: number): Envelope[]
  /** Waits until as many frames of a type came, and returns the last of them. */
  wait<T extends ServerFrameType>(type: T, count?: number, channel?: number): Promise<ServerFrame<T>>
}

/** Connects a client to a hub. */
export function createPeer(hub: Hub, token: string | null = null): Peer {
  const frames: ServerFrame[] = []
  const writes: (readonly OutFrame[])[] = []
  let closed: { code: number; reason: string } | null = null
  let isStalled = false
  let stalled = 0
  const connection = hub.connect(
    {
      send: sent => {
        writes.push(sent)
        for (const { text } of sent) {
          const parsed = parseServerFrame(text)
          if (!parsed.ok) throw new Error(parsed.reason)
          frames.push(parsed.value)
          if (isStalled) stalled += text.length
        }
      },
      bufferedBytes: () => stalled,
      close: (code, reason) => {
        closed = { code, reason }
      },
    },
    { headers: {}, address: null, token },
  )

  const peer: Peer = {
    connection,
    frames,
    writes,
    closed: () => closed,
    send: frame => connection.onMessage(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    hello: given =>
      peer.send({
        type: 'hello',
        eventRevision: EVENT_REVISION,
        viewRevision: VIEW_REVISION,
        ...(given === undefined ? {} : { token: given }),
      }),
    subscribe: (channel, { id = 'a', from = null, want = 'view' } = {}) =>
      peer.send({ type: 'subscribe', channel, session: { agent: 'triage', id }, from, want }),
    stall: () => {
      isStalled = true
    },
    drain: () => {
      isStalled = false
      stalled = 0
      connection.onDrain()
    },
    stalledBytes: () => stalled,
    of: <T extends ServerFrameType>(type: T, channel?: number) =>
      frames.filter(
        (frame): frame is ServerFrame<T> =>
          frame.type === type && (channel === undefined || ('channel' in frame && frame.channel === channel)),
      ),
    envelopes: channel => peer.of('events', channel).flatMap(frame => frame.envelopes),
    wait: async (type, count = 1, channel) => {
      await until(
        () => peer.of(type, channel).length >= count,
        () => `${count} × ${type}, but got ${JSON.stringify(frames).slice(0, 2000)}`,
      )
      return peer.of(type, channel)[count - 1] as never
    },
  }
  return peer
}
