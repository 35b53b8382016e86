import type { View } from '@sluice/fold'
import { personOf } from '../connection/personOf.ts'
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
  /** It is known who asks, and it is who asked before: commands may be sent, until `lost`. */
  known?(): void
  /** What it holds is of somebody who does not ask any more. Also told while it is not used. [C11] */
  forget(): void
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
  /** Who asks: whom the server has greeted last, before that of whom is what was found on the device; null where neither is known. [C11] */
  person(): string | null
  /** Tells whether what was found on the device, and says whose it is, is of who asks; where nobody is known yet, they are. What does not say is of who asks first. [C11] */
  isOurs(person: string | undefined): boolean
  /** Nobody asks any more: all stores forget what they hold, and nothing that is found on the device is shown. */
  end(): void
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
  /** Also those that are not used: they show what they hold when they are used again. */
  const everyone = new Set<WeakRef<LinkMember>>()
  const { greets } = backend.capabilities
  let person: string | null = null
  /** Somebody else asked before. */
  let isAnother = false
  let isReady = false
  let isKnown = false
  let channels = 0

  const listener: BackendListener = {
    ready() {
      isReady = true
      for (const each of members) each.ready()
      greet()
    },
    lost() {
      isReady = isKnown = false
      for (const each of members) each.lost()
    },
    answer(frame) {
      for (const each of members) each.answer(frame)
    },
  }

  function forget(): void {
    for (const each of everyone) each.deref()?.forget()
  }

  /** Looks whether it is known who asks. Whoever asked before asks nothing more, and nothing of theirs is shown or sent. [C11] */
  function greet(): void {
    const view = backend.connection.getSnapshot()
    if (!isReady || isKnown || (greets && view.status !== 'online')) return
    const before = person
    if (greets) person = personOf(view)
    if (before !== null && before !== person) {
      isAnother = true
      for (const each of members) each.left()
      forget()
      for (const each of members) each.ready()
    }
    isKnown = true
    for (const each of members) each.known?.()
  }
  backend.connection.subscribe(greet)

  // What another page left waiting is sent by this one.
  outbox?.onOrphans?.(() => {
    if (isKnown) for (const each of members) each.known?.()
  })

  return {
    ...parts,
    person: () => person,
    isOurs(whose) {
      if (whose === undefined) return !isAnother
      person ??= whose
      return whose === person
    },
    end() {
      person = ''
      isAnother = true
      forget()
    },
    join(member) {
      everyone.add(new WeakRef(member))
      let uses = 0
      let cancel: (() => void) | undefined
      return change => {
        uses += change
        cancel?.()
        if (uses > 0) {
          if (members.has(member)) return
          members.add(member)
          if (isReady) member.ready()
          if (isKnown) member.known?.()
          if (members.size === 1) backend.start(listener)
          return
        }
        cancel = environment.after(LINGER_MS, () => {
          member.left()
          members.delete(member)
          if (members.size > 0) return
          isReady = isKnown = false
          backend.stop()
        })
      }
    },
    request: backend.request,
    newChannel: () => ++channels % CHANNELS,
  }
}
