import {
  type Backend,
  type Client,
  createClient,
  createLog,
  createSocketBackend,
  directoryOf,
  type SessionStore,
} from '@sluice/client'
import { createLazyBackend, ownCapabilities } from '@sluice/client/cores'
import type { View } from '@sluice/fold'
import type { Command, DirectoryRow, Id, SessionRef } from '@sluice/protocol'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Browser } from './createBrowser.ts'
import { createConnect, createEnvironment } from './createEnvironment.ts'
import type { Networks } from './createNetworks.ts'
import { createSleep } from './createSleep.ts'
import { drawnTwice } from './drawnTwice.ts'
import type { Journal } from './journal.ts'
import type { Plant } from './plants.ts'

/** What a page is made of. */
export interface PageOptions {
  readonly name: string
  readonly principal: string
  readonly sessions: readonly SessionRef[]
  readonly networks: Networks
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly journal: Journal
  readonly browser: Browser
  /** Whether it also reads the whole log of its first session, as the console does. */
  readonly readsLog: boolean
  /** Whether it also lists the sessions. */
  readonly readsDirectory: boolean
  /** Gets a token, which may fail. */
  readonly token: () => Promise<string>
  /** The token of a page that cannot get another one; null for one that can. */
  readonly onlyToken: string | null
  readonly plantIn: Pick<Plant, 'connect' | 'environment' | 'fallback' | 'sleep'>
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
  /** Puts another text in the place of a message that waits, where that may still be done. */
  edit(session: SessionStore, commandId: Id, command: Command): void
  /** The tab is frozen for a while, then wakes; null wakes it at once. */
  freeze(ms: number | null): void
  /** Whether its token is not good any more and it cannot get another one. */
  isSignedOut(): boolean
  /** Whether every session is live and nothing waits. */
  isSettled(): boolean
  /** Ends the page and everything of it. What it read of a log goes into the journal. */
  close(): void
}

const isActive = (status: string): boolean => status !== 'refused' && status !== 'expired'

const statusOf = (session: SessionStore, commandId: Id): string | undefined =>
  session
    .outbox()
    .getSnapshot()
    .find(entry => entry.commandId === commandId)?.status

/** Opens a page. Everything that it shows goes into the journal. */
export function openPage(options: PageOptions): Page {
  const { name, principal, time, random, journal, browser } = options
  const tab = options.plantIn.sleep(createSleep(time))
  const wakers = new Set<() => void>()
  let isOpen = true
  let endShare = (): void => undefined

  const run = (callback: () => void): void =>
    browser.machine.run(() =>
      tab.run(() => {
        if (isOpen) callback()
      }),
    )
  const storage = browser.device.open(name, run, true)
  const tellWake = (): void => {
    for (const listener of [...wakers]) listener()
  }
  const stopWatching = browser.machine.onWake(() => run(tellWake))
  tab.onWake(() => run(tellWake))

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

  const environment = options.plantIn.environment(
    createEnvironment({
      time,
      now: browser.now,
      random: random.next,
      newId: () => {
        const commandId = options.newId()
        if (giving !== null) register(commandId, giving.session, giving.command)
        return commandId
      },
      run,
      onWake: listener => {
        wakers.add(listener)
        return () => void wakers.delete(listener)
      },
    }),
  )

  const openOwn = (): Backend =>
    createSocketBackend({
      connect: createConnect({
        networks: options.networks,
        environment,
        run,
        journal,
        plantIn: options.plantIn,
      }),
      token: options.onlyToken ?? options.token,
      environment,
    })

  let mayShare = browser.isShared
  const open = (failed: () => void): Promise<Backend> => {
    if (!mayShare) return Promise.resolve(openOwn())
    const lose = (): void => {
      journal.note(() => `${name} hears nothing of the worker any more`)
      mayShare = false
      failed()
    }
    return new Promise(resolve => {
      const tabOptions = { environment, run, failed: lose, token: options.token }
      const way = browser.share(tabOptions, shared => {
        mayShare = shared !== null
        resolve(shared ?? openOwn())
      })
      endShare = way.end
    })
  }

  const depart = (session: SessionStore, commandId: Id): void => {
    const { offset: shown } = session.getView()
    journal.departures.push({ page: name, session: session.ref.id, commandId, shown })
  }

  const client = createClient({
    backend: browser.isShared ? createLazyBackend(open, ownCapabilities, environment) : openOwn(),
    environment,
    outbox: {
      ...storage.outbox,
      // What another page kept leaves it without having been in this page's outbox, when this one has seen its effect.
      remove: (ref, commandId) => {
        depart(client.session(ref), commandId)
        return storage.outbox.remove(ref, commandId)
      },
    },
    views: storage.views,
  })

  client.connection.subscribe(() => {
    if (client.connection.getSnapshot().status === 'online')
      browser.device.greeted(client.link.person() ?? '')
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
      for (const commandId of outbox) if (!ids.includes(commandId)) depart(session, commandId)
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
    edit: (session, commandId, command) => {
      const given = journal.commands.get(commandId)
      const wasRefused = statusOf(session, commandId) === 'refused'
      if (given === undefined || !session.edit(commandId, command)) return
      journal.note(() => `${name} edits ${commandId}: ${JSON.stringify(command)}`)
      // What was refused comes behind what was given meanwhile.
      if (wasRefused) given.isRetried = true
      given.command = command
    },
    freeze: ms => {
      if (ms !== null) journal.note(() => `${name} is frozen for ${ms} ms`)
      tab.sleep(ms)
    },
    isSignedOut: () => client.connection.getSnapshot().status === 'refused',
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
      endShare()
      stopWatching()
      const lost = storage.end()
      const kept = new Map(browser.device.commands().map(({ commandId, command }) => [commandId, command]))
      for (const commandId of lost) {
        const given = journal.commands.get(commandId)
        if (given === undefined) continue
        given.command = kept.get(commandId) ?? given.command
        if (!kept.has(commandId)) given.isLost = true
      }
      journal.note(() => `${name} is closed`)
    },
  }
}
