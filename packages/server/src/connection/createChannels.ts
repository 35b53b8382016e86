import type { ClientFrame, ConnectionReport, ErrorCode } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import type { Principal } from '../access/types.ts'
import type { Directory } from '../directory/createDirectory.ts'
import type { Sessions } from '../hub/createSessions.ts'
import type { Held } from '../hub/Held.ts'
import { holdFor } from '../hub/holdFor.ts'
import type { Limits } from '../hub/limits.ts'
import type { Problem } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import type { Store } from '../store/Store.ts'
import type { Channel } from './channel.ts'
import { createDirectoryChannel } from './directoryChannel.ts'
import type { Addressee } from './incoming.ts'
import type { Outgoing } from './outgoing.ts'
import type { Pump } from './pump.ts'
import { createSessionChannel } from './sessionChannel.ts'

/** The subscriptions of a connection. */
export interface Channels {
  open(frame: ClientFrame<'subscribe'>, principal: Principal): Promise<void>
  end(channel: number): void
  endAll(): void
  /** How far each is. [S16] */
  report(): ConnectionReport['connections'][number]['channels']
  /** Ends all and says why. */
  closeAll(reason: ErrorCode): void
  /** Asks again for each whether the principal may read it, and closes the others. [S6] */
  checkAll(principal: Principal): Promise<void>
}

/** What the subscriptions of a connection are made of. */
export interface ChannelsOptions {
  readonly access: Access
  readonly sessions: Sessions
  readonly directory: Directory
  readonly store: Store
  readonly limits: Limits
  readonly report: (problem: Problem) => void
  readonly outgoing: Outgoing
  readonly pump: Pump
  readonly refuse: (error: unknown, to: Addressee) => void
}

interface Subscription {
  /** Null while it is being opened. */
  channel: Channel | null
  /** Null for the directory. */
  held: Held | null
}

/** Creates the subscriptions of a connection. */
export function createChannels(options: ChannelsOptions): Channels {
  const { access, sessions, directory, store, limits, report, outgoing, pump, refuse } = options
  const subscriptions = new Map<number, Subscription>()
  /** The principal as of the last hello; its token may be newer than that of a subscription. */
  let current: Principal | null = null

  const remove = (number: number, subscription: Subscription): boolean => {
    if (subscriptions.get(number) !== subscription) return false
    subscriptions.delete(number)
    subscription.channel?.end()
    return true
  }

  const close = (number: number, subscription: Subscription, reason: ErrorCode) => {
    if (remove(number, subscription)) outgoing.say({ type: 'closed', channel: number, reason })
  }

  const fail = (number: number, subscription: Subscription, cause: unknown) => {
    if (!remove(number, subscription)) return
    if (cause instanceof ServerError && cause.code === 'offset-gone')
      return refuse(cause, { channel: number })
    if (cause instanceof ServerError && cause.code === 'deleted')
      return outgoing.say({ type: 'closed', channel: number, reason: 'deleted' })
    report({ message: 'A subscription could not be served from the log, so it was closed.', cause })
    outgoing.say({ type: 'closed', channel: number, reason: 'storage-failed' })
  }

  const demandRead = async (principal: Principal, held: Held): Promise<void> => {
    const owner = held.session.view().session?.owner ?? null
    await access.demand(principal, await sessions.factsOf(principal, held.session, owner))
  }

  const openSession = async (
    frame: Extract<ClientFrame<'subscribe'>, { session: unknown }>,
    principal: Principal,
    subscription: Subscription,
  ): Promise<void> => {
    const { channel, session, from, want } = frame
    const held = await holdFor(sessions, access, principal, access.resolve(principal, session).key)
    try {
      await demandRead(principal, held)
    } catch (error) {
      held.release()
      throw error
    }
    if (subscriptions.get(channel) !== subscription) return held.release()
    const onFailed = (cause: unknown) => fail(channel, subscription, cause)
    subscription.held = held
    subscription.channel = createSessionChannel({
      channel,
      from,
      want,
      held,
      store,
      outgoing,
      pump,
      sentBytes: limits.sentBytes,
      onFailed,
    })
  }

  const open: Channels['open'] = async (frame, principal) => {
    const { channel } = frame
    current = principal
    const subscription: Subscription = { channel: null, held: null }
    try {
      if (subscriptions.has(channel)) throw new ServerError('channel-in-use')
      if (subscriptions.size >= limits.subscriptionsPerConnection)
        throw new ServerError('too-many-subscriptions')
    } catch (error) {
      return refuse(error, { channel })
    }
    subscriptions.set(channel, subscription)
    try {
      if ('session' in frame) return await openSession(frame, principal, subscription)
      access.checkExpiry(principal)
      const { filter } = frame
      const onFailed = (cause: unknown) => fail(channel, subscription, cause)
      subscription.channel = createDirectoryChannel({
        channel,
        filter,
        principal: () => current ?? principal,
        directory,
        outgoing,
        pump,
        onFailed,
      })
    } catch (error) {
      if (remove(channel, subscription)) refuse(error, { channel })
    }
  }

  return {
    open,
    end: number => {
      const subscription = subscriptions.get(number)
      if (subscription !== undefined) remove(number, subscription)
    },
    report: () =>
      [...subscriptions].flatMap(([channel, subscription]) =>
        subscription.channel === null ? [] : [{ channel, ...subscription.channel.report() }],
      ),
    endAll: () => {
      for (const [number, subscription] of [...subscriptions]) remove(number, subscription)
    },
    closeAll: reason => {
      for (const [number, subscription] of [...subscriptions]) close(number, subscription, reason)
    },
    checkAll: async principal => {
      current = principal
      for (const [number, subscription] of [...subscriptions]) {
        if (subscription.held === null) continue
        await demandRead(principal, subscription.held).catch((error: unknown) => {
          close(number, subscription, error instanceof ServerError ? error.code : 'internal')
        })
      }
    },
  }
}
