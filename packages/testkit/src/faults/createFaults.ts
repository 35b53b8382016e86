import type { Envelope, Offset } from '@sluice/protocol'
import type { FakeClock } from '../clock/createFakeClock.ts'
import type { TestSocketListener } from '../wire/openTestSocket.ts'

/** Opens a connection: of a test's server, or the client's own of a real one. */
export type FaultyConnect = (listener: TestSocketListener) => { send(text: string): void; close(): void }

/** What goes wrong on the way to a server. Each is asked for by name, and happens to the connections that are open or come. */
export interface Faults {
  /** Opens a connection that these faults befall. */
  readonly connect: FaultyConnect
  /** Lets everything up to an event arrive, in the middle of a frame too, and then cuts the connection, once. */
  cutAt(offset: Offset): void
  /** Cuts all connections now; both sides are told. */
  cut(): void
  /** The next frames from the server arrive twice. */
  duplicate(frames: number): void
  /** The next frames from the server arrive in the opposite order. */
  reorder(frames: number): void
  /** From now on, what the server sends arrives so much later; 0 ends that. */
  delay(ms: number): void
  /** From now on nothing arrives on either side of the open connections, and nobody is told. */
  halfOpen(): void
  /** The next connections are refused. */
  refuse(connections: number): void
  /** Connections that were opened so far, refused ones included. */
  attempts(): number
}

interface Passing {
  pass(text: unknown): void
  cut(): void
  freeze(): void
}

/** The frame up to an offset, when it reaches that far. */
function upTo(text: unknown, offset: Offset): string | null {
  if (typeof text !== 'string' || !text.includes(offset)) return null
  const frame = JSON.parse(text) as { readonly type?: string; readonly envelopes?: readonly Envelope[] }
  const at = frame.envelopes?.findIndex(envelope => envelope.offset === offset) ?? -1
  return at < 0 ? null : JSON.stringify({ ...frame, envelopes: frame.envelopes?.slice(0, at + 1) })
}

/** Puts faults between a client and a server, for a test that says which and when. [T3] */
export function createFaults(connect: FaultyConnect, clock: FakeClock): Faults {
  const open = new Set<Passing>()
  let attempts = 0
  let refused = 0
  let twice = 0
  let delayMs = 0
  let cutOffset: Offset | null = null
  let held: { count: number; frames: (() => void)[] } | null = null

  /** Hands a frame on, or keeps it until the last of those that change their order is there. */
  function ordered(arrive: () => void): void {
    if (held === null) {
      arrive()
      return
    }
    held.frames.unshift(arrive)
    if (held.frames.length < held.count) return
    const { frames } = held
    held = null
    for (const each of frames) each()
  }

  return {
    connect(listener) {
      attempts += 1
      if (refused > 0) {
        refused -= 1
        clock.after(0, listener.closed)
        return { send: () => undefined, close: () => undefined }
      }
      let isOpen = true
      let isFrozen = false
      let isCut = false
      const end = (): void => {
        isOpen = false
        open.delete(passing)
      }
      const arrive = (text: unknown): void => {
        const run = (): void => {
          if (isOpen && !isFrozen) listener.message(text)
        }
        ordered(delayMs === 0 ? run : () => void clock.after(delayMs, run))
      }
      const passing: Passing = {
        pass(text) {
          const last = cutOffset === null ? null : upTo(text, cutOffset)
          if (last !== null) {
            cutOffset = null
            arrive(last)
            passing.cut()
            return
          }
          arrive(text)
          if (twice === 0) return
          twice -= 1
          arrive(text)
        },
        cut() {
          if (!isOpen) return
          isCut = true
          clock.after(delayMs, () => {
            if (!isOpen) return
            end()
            socket.close()
            listener.closed()
          })
        },
        freeze() {
          isFrozen = true
        },
      }
      open.add(passing)
      const socket = connect({
        opened: () => {
          if (isOpen && !isFrozen) listener.opened()
        },
        message: text => {
          if (isOpen && !isFrozen && !isCut) passing.pass(text)
        },
        closed: () => {
          if (!isOpen || isFrozen) return
          end()
          listener.closed()
        },
      })
      return {
        send(text) {
          if (isOpen && !isFrozen) socket.send(text)
        },
        close() {
          end()
          socket.close()
        },
      }
    },
    cutAt(offset) {
      cutOffset = offset
    },
    cut() {
      for (const each of [...open]) each.cut()
    },
    duplicate(frames) {
      twice += frames
    },
    reorder(frames) {
      held = { count: frames, frames: held?.frames ?? [] }
    },
    delay(ms) {
      delayMs = ms
    },
    halfOpen() {
      for (const each of open) each.freeze()
    },
    refuse(connections) {
      refused += connections
    },
    attempts: () => attempts,
  }
}
