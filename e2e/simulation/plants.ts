import type { Connect, Environment } from '@sluice/client'
import type { Port, WorkerMessage } from '@sluice/client/cores'
import type { Offset } from '@sluice/protocol'
import type { Store } from '@sluice/server'
import type { Device } from './createDevice.ts'
import type { Sleep } from './createSleep.ts'
import {
  forgetEdits,
  forgetOutbox,
  ignoreExpiry,
  loseWhileAsleep,
  missTheChange,
  mixPeople,
  mixTabs,
  neverLater,
  timersByClock,
  viewsAhead,
} from './pagePlants.ts'
import type { Authenticate } from './token.ts'

/** A fault that is planted to see whether the simulation finds it. It is put around parts that are handed in, so that the real ones know nothing of it. */
export interface Plant {
  readonly connect: (connect: Connect) => Connect
  readonly store: (store: Store) => Store
  readonly device: (device: Device) => Device
  readonly environment: (environment: Environment) => Environment
  /** For what looks for a socket while frames travel by requests. */
  readonly fallback: (environment: Environment) => Environment
  readonly sleep: (sleep: Sleep) => Sleep
  /** The way from a worker to a tab. */
  readonly port: (port: Port<WorkerMessage>) => Port<WorkerMessage>
  readonly authenticate: (authenticate: Authenticate) => Authenticate
}

/** The names of the faults that can be planted. */
export const plantNames = [
  'skip-resume',
  'publish-before-commit',
  'drop-dedup',
  'forget-outbox',
  'forget-edits',
  'views-ahead',
  'mix-tabs',
  'lose-while-asleep',
  'timers-by-clock',
  'ignore-expiry',
  'stay-with-requests',
  'miss-the-change',
  'mix-people',
] as const

/** The name of a fault that can be planted. */
export type PlantName = (typeof plantNames)[number]

const nothing: Plant = {
  connect: connect => connect,
  store: store => store,
  device: device => device,
  environment: environment => environment,
  fallback: environment => environment,
  sleep: sleep => sleep,
  port: port => port,
  authenticate: authenticate => authenticate,
}

interface Claim {
  readonly from: Offset
  readonly claims: Offset
}

interface ChannelFrame {
  readonly type: string
  readonly channel: number
  readonly session?: { readonly id: string }
  after?: Offset | null
  from?: Offset | null
  readonly envelopes?: readonly { readonly offset: Offset }[]
}

/** Clients that resume from the newest offset that anybody has seen instead of their own, and believe that they are there: what came in between is skipped. */
function skipResume(): Plant['connect'] {
  const newest = new Map<string, Offset>()
  return connect => listener => {
    const claims = new Map<number, Claim>()
    const sessions = new Map<number, string>()

    const receive = (text: unknown): void => {
      const frame = JSON.parse(String(text)) as ChannelFrame
      const session = sessions.get(frame.channel)
      if (frame.type !== 'events' || session === undefined) {
        listener.message(text)
        return
      }
      const claim = claims.get(frame.channel)
      if (claim !== undefined && frame.after === claim.claims) frame.after = claim.from
      claims.delete(frame.channel)
      const last = frame.envelopes?.at(-1)?.offset
      if (last !== undefined && last > (newest.get(session) ?? '')) newest.set(session, last)
      listener.message(JSON.stringify(frame))
    }

    const socket = connect({ opened: listener.opened, closed: listener.closed, message: receive })
    return {
      close: socket.close,
      send: text => {
        const frame = JSON.parse(text) as ChannelFrame
        if (frame.type !== 'subscribe' || frame.session === undefined) return socket.send(text)
        sessions.set(frame.channel, frame.session.id)
        const later = newest.get(frame.session.id)
        if (frame.from != null && later !== undefined && later > frame.from) {
          claims.set(frame.channel, { from: frame.from, claims: later })
          frame.from = later
        }
        socket.send(JSON.stringify(frame))
      },
    }
  }
}

/** A store that says that an append is durable while it is still on its way to the disk, so that it is published before. */
function publishBeforeCommit(store: Store): Store {
  return {
    ...store,
    append: async append => {
      store.append(append).catch(() => undefined)
    },
  }
}

/** A store that knows of no command that it is asked for, so that what comes again is done again. */
function dropDedup(store: Store): Store {
  return { ...store, command: async () => null }
}

/** Makes a fault for one world; null for none. */
export function plant(name: PlantName | null): Plant {
  switch (name) {
    case 'skip-resume':
      return { ...nothing, connect: skipResume() }
    case 'publish-before-commit':
      return { ...nothing, store: publishBeforeCommit }
    case 'drop-dedup':
      return { ...nothing, store: dropDedup }
    case 'forget-outbox':
      return { ...nothing, device: forgetOutbox }
    case 'forget-edits':
      return { ...nothing, device: forgetEdits }
    case 'views-ahead':
      return { ...nothing, device: viewsAhead }
    case 'mix-tabs':
      return { ...nothing, port: mixTabs() }
    case 'lose-while-asleep':
      return { ...nothing, sleep: loseWhileAsleep }
    case 'timers-by-clock':
      return { ...nothing, environment: timersByClock }
    case 'ignore-expiry':
      return { ...nothing, authenticate: ignoreExpiry }
    case 'stay-with-requests':
      return { ...nothing, fallback: neverLater }
    case 'miss-the-change':
      return { ...nothing, connect: missTheChange }
    case 'mix-people':
      return { ...nothing, device: mixPeople }
    case null:
      return nothing
  }
}
