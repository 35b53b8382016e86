import {
  type Client,
  type Connect,
  createClient,
  createLog,
  createSocketBackend,
  directoryOf,
  type Environment,
  type SessionStore,
} from '@sluice/client'
import type { View } from '@sluice/fold'
import type { Command, DirectoryRow, Id, SessionRef } from '@sluice/protocol'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Journal } from './journal.ts'
import type { PageStorage } from './pageStorage.ts'

/** What a page is made of. */
export interface PageOptions {
  readonly name: string
  readonly principal: string
  readonly sessions: readonly SessionRef[]
  readonly connect: Connect
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly journal: Journal
  readonly storage: PageStorage
  /** How far the clock of the machine is off. */
  readonly skewMs: number
  /** Whether it also reads the whole log of its first session, as the console does. */
  readonly readsLog: boolean
  /** Whether it also lists the sessions. */
  readonly readsDirectory: boolean
  /** Whether it can get another token when one is over. */
  readonly renewsToken: boolean
  /** Ids of commands; they go on where the page before ended. */
  readonly newId: () => Id
}

/** An open page with live sessions. */
export interface Page {
  readonly name: string
  readonly client: Client
  readonly sessions: readonly SessionStore[]
  /** The rows that it lists; null when it lists none. */
  rows(): readonly DirectoryRow[] | null
  give(session: SessionStore, command: Command): void
  /** Sends again what was refused or has waited too long, or takes it back. */
  settle(session: SessionStore, commandId: Id, how: 'retry' | 'discard'): void
  /** The machine sleeps for a while, then wakes; null wakes it at once. */
  sleep(ms: number | null): void
  /** Whether every session is live and nothing waits. */
  isSettled(): boolean
  /** Ends the page and everything of it. What it read of a log goes into the journal. */
  close(): void
}

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16

/** Commands whose messages the view of a session holds, and that its outbox holds too. [C3] */
function drawnTwice(session: SessionStore): readonly Id[] {
  const waiting = session
    .outbox()
    .getSnapshot()
    .filter(({ command }) => command.type === 'message.send')
  if (waiting.length === 0) return []
  const { settled, open } = session.getView()
  const made = [...settled.flat(), ...Object.values(open.messages), ...open.queue]
  const drawn = new Set(made.map(one => ('commandId' in one ? one.commandId : null)))
  return waiting.flatMap(({ commandId }) => (drawn.has(commandId) ? [commandId] : []))
}

const isActive = (status: string): boolean => status !== 'refused' && status !== 'expired'

/** Opens a page. Everything that it shows goes into the journal. */
export function openPage(options: PageOptions): Page {
  const { name, principal, time, random, journal, storage } = options
  const wakers = new Set<() => void>()
  let isOpen = true
  /** What waits for the machine to wake; null while it is awake. */
  let asleep: (() => void)[] | null = null
  let sleeps = 0

  const run = (callback: () => void): void => {
    if (!isOpen) return
    if (asleep !== null) asleep.push(callback)
    else callback()
  }

  const after = (delayMs: number, callback: () => void): (() => void) => {
    let isWanted = true
    const cancel = time.after(delayMs, () =>
      run(() => {
        if (isWanted) callback()
      }),
    )
    return () => {
      isWanted = false
      cancel()
    }
  }

  /** The command that is being given: its id is drawn and it may leave the page before anything returns. */
  let giving: { readonly session: string; readonly command: Command } | null = null

  const register = (commandId: Id, session: string, command: Command): void => {
    journal.note(() => `${name} gives ${commandId} to ${session}: ${JSON.stringify(command)}`)
    const flags = {
      isLost: false,
      isDiscarded: false,
      isRetried: false,
      isEchoed: false,
      isOfLostHistory: false,
    }
    journal.commands.set(commandId, { commandId, page: name, principal, session, command, ...flags })
  }

  const environment: Environment = {
    now: () => time.now() + options.skewMs,
    random: random.next,
    newId: () => {
      const commandId = options.newId()
      if (giving !== null) register(commandId, giving.session, giving.command)
      return commandId
    },
    after,
    onFrame: callback => after(FRAME_MS, callback),
    yieldToPage: callback => void after(0, callback),
    onWake: listener => {
      wakers.add(listener)
      return () => void wakers.delete(listener)
    },
  }

  const connect: Connect = listener => {
    const socket = options.connect({
      opened: () => run(listener.opened),
      message: text => run(() => listener.message(text)),
      closed: () => run(listener.closed),
    })
    return {
      close: socket.close,
      send: text => {
        const [, commandId = ''] = /"commandId":"([^"]+)"/.exec(text) ?? []
        const given = journal.commands.get(commandId)
        if (given !== undefined) journal.leave(given)
        socket.send(text)
      },
    }
  }

  const client = createClient({
    backend: createSocketBackend({
      connect,
      token: options.renewsToken ? () => principal : principal,
      environment,
    }),
    environment,
    outbox: storage.open(),
  })

  const watch = (session: SessionStore): void => {
    const { id } = session.ref
    let view: View = session.getView()
    let outbox: readonly Id[] = []
    const look = (): void => {
      const next = session.getView()
      if (next !== view) {
        journal.note(() => `${name} shows ${id} at ${next.offset} (${session.getStatus().phase})`)
        if ((next.offset ?? '') < (view.offset ?? '') && !journal.lost.has(view.offset ?? ''))
          journal.violate(`${name} went back from ${view.offset} to ${next.offset} of ${id}`)
        view = next
        journal.shown.push({ page: name, session: id, view })
      }
      const ids = session
        .outbox()
        .getSnapshot()
        .map(({ commandId }) => commandId)
      for (const commandId of outbox) {
        if (!ids.includes(commandId))
          journal.departures.push({ page: name, session: id, commandId, shown: view.offset })
      }
      outbox = ids
      for (const commandId of drawnTwice(session))
        journal.violate(`${name} draws the message of ${commandId} both as sent and as waiting in ${id}`)
    }
    session.subscribe(look)
    look()
  }

  const sessions = options.sessions.map(ref => client.session(ref))
  for (const session of sessions) watch(session)

  const [first] = options.sessions
  const log = createLog({ ref: first as SessionRef, link: client.link, environment })
  if (options.readsLog) log.subscribe(() => undefined)
  const directory = directoryOf(client)
  if (options.readsDirectory) directory.subscribe(() => undefined)

  const wake = (): void => {
    const waiting = asleep ?? []
    asleep = null
    sleeps += 1
    for (const callback of waiting) if (isOpen) callback()
    for (const listener of [...wakers]) listener()
  }

  return {
    name,
    client,
    sessions,
    rows: () => (options.readsDirectory ? directory.getSnapshot().rows : null),
    give: (session, command) => {
      giving = { session: session.ref.id, command }
      session.send(command)
      giving = null
    },
    settle: (session, commandId, how) => {
      const given = journal.commands.get(commandId)
      journal.note(() => `${name}: ${how} of ${commandId}`)
      if (given !== undefined && how === 'retry') given.isRetried = true
      if (given !== undefined && how === 'discard') given.isDiscarded = true
      session[how](commandId)
    },
    sleep: ms => {
      if (ms === null) return wake()
      if (asleep !== null) return
      journal.note(() => `${name} falls asleep for ${ms} ms`)
      asleep = []
      const mine = sleeps
      time.after(ms, () => {
        if (isOpen && mine === sleeps) wake()
      })
    },
    isSettled: () =>
      client.connection.getSnapshot().status === 'online' &&
      (!options.readsLog || log.getSnapshot().phase === 'live') &&
      (!options.readsDirectory || directory.getSnapshot().status === 'live') &&
      sessions.every(
        session =>
          session.getStatus().phase === 'live' &&
          !session
            .outbox()
            .getSnapshot()
            .some(({ status }) => isActive(status)),
      ),
    close: () => {
      if (options.readsLog) {
        const { envelopes, count } = log.getSnapshot()
        journal.reads.push({ page: name, session: first?.id ?? '', envelopes: envelopes.slice(0, count) })
      }
      if (random.chance(0.5)) client.close()
      isOpen = false
      for (const commandId of storage.lose()) {
        const given = journal.commands.get(commandId)
        if (given !== undefined) given.isLost = true
      }
      journal.note(() => `${name} is closed`)
    },
  }
}
