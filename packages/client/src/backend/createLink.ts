import type { View } from '@sluice/fold'
import type { Environment } from '../environment.ts'
import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import type { ViewStorage } from '../storage/ViewStorage.ts'
import type { Backend, BackendListener, RequestFrame } from './Backend.ts'

/** How long an unused subscription is kept: a page that goes back and forth does not subscribe anew. */
const LINGER_MS = 5_000

/** Is told of each use of something, and of its end. */
export type Use = (change: 1 | -1) => void

/** A store that takes part in the connection while it is used. One that begins while others are told of something may be told of it twice. */
export interface LinkMember extends BackendListener {
  /** The store is not used any more; requests may be sent for the last time, if they might before. */
  left(): void
}

/** What the stores of a client share: one backend that runs while a store is used, and whose answers all of them hear. */
export interface Link {
  readonly backend: Backend
  readonly environment: Environment
  /** Keeps what waits in the outboxes; without one it lasts as long as the client. [C3] */
  readonly outbox: OutboxStorage | null
  /** Keeps views for the next page. */
  readonly views: ViewStorage | null
  /** Lets a store take part from its first use until a while after the last one ended. `ready` is called at once when the connection is up. */
  join(member: LinkMember): Use
  /** Sends a frame, a subscription with the view that is held; only between `ready` and `lost`. */
  request(frame: RequestFrame, held?: View): void
  /** A channel number that no open subscription uses. */
  newChannel(): number
}

/** The channel numbers of the protocol. */
const CHANNELS = 0x10000

/** Creates the link of a client to its backend. */
export function createLink(parts: Pick<Link, 'backend' | 'environment' | 'outbox' | 'views'>): Link {
  const { backend, environment, outbox } = parts
  const members = new Set<LinkMember>()
  let isReady = false
  let channels = 0

  const listener: BackendListener = {
    ready() {
      isReady = true
      for (const each of members) each.ready()
    },
    lost() {
      isReady = false
      for (const each of members) each.lost()
    },
    answer(frame) {
      for (const each of members) each.answer(frame)
    },
  }

  // What another page left waiting is sent by this one.
  outbox?.onOrphans?.(() => {
    if (isReady) listener.ready()
  })

  return {
    ...parts,
    join(member) {
      let uses = 0
      let cancel: (() => void) | undefined
      return change => {
        uses += change
        cancel?.()
        if (uses > 0) {
          if (members.has(member)) return
          members.add(member)
          if (isReady) member.ready()
          if (members.size === 1) backend.start(listener)
          return
        }
        cancel = environment.after(LINGER_MS, () => {
          member.left()
          members.delete(member)
          if (members.size > 0) return
          isReady = false
          backend.stop()
        })
      }
    },
    request: backend.request,
    newChannel: () => ++channels % CHANNELS,
  }
}
