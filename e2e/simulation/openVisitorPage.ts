import { type Backend, createClient, createSocketBackend, type SessionStore } from '@sluice/client'
import { createCheckedBackend, createLazyBackend, ownCapabilities } from '@sluice/client/cores'
import type { Command, Id } from '@sluice/protocol'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Browser } from './createBrowser.ts'
import { type Cookie, personNamed } from './createCookie.ts'
import { createConnect, createEnvironment } from './createEnvironment.ts'
import type { Networks } from './createNetworks.ts'
import type { Journal } from './journal.ts'
import type { Plant } from './plants.ts'
import type { Sayings } from './sayings.ts'

/** What a page of visitors is made of. */
export interface VisitorPageOptions {
  readonly name: string
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly journal: Journal
  readonly networks: Networks
  readonly browser: Browser
  readonly cookie: Cookie
  readonly sayings: Sayings
  readonly plantIn: Pick<Plant, 'connect' | 'environment' | 'fallback'>
  readonly newId: () => Id
}

/** A page on which whoever has signed in reads and writes the same session, which is another one for each. */
export interface VisitorPage {
  readonly name: string
  /** Says something, changes what waits, or takes it back. */
  act(): void
  /** Somebody looks at it again. */
  show(): void
  /** Its person signs out, or has done so on another page. */
  logout(): string | null
  /** Whether it shows all of somebody's, and nothing waits. */
  isSettled(person: string): boolean
  describe(): string
  close(): void
}

/** The session of the visitors. */
export const visited = { agent: 'triage', id: 'v' } as const

/** Opens a page of visitors. Whatever it shows is held against whose it is. [C11] */
export function openVisitorPage(options: VisitorPageOptions): VisitorPage {
  const { name, time, random, journal, browser, cookie, sayings, plantIn } = options
  const wakers = new Set<() => void>()
  const watchers = new Set<() => void>()
  let isOpen = true
  let look = (): void => undefined
  let endShare = (): void => undefined
  let mayShare = browser.isShared
  const run = (callback: () => void): void =>
    browser.machine.run(() => {
      if (isOpen) callback()
    })
  const tellAll = (listeners: ReadonlySet<() => void>): void => {
    for (const listener of [...listeners]) listener()
  }
  const listenIn = (listeners: Set<() => void>) => (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const storage = browser.device.open(name, run, false)
  const stopWatching = browser.machine.onWake(() => run(() => tellAll(wakers)))
  const environment = plantIn.environment(
    createEnvironment({
      time,
      now: browser.now,
      random: random.next,
      newId: options.newId,
      run,
      onWake: listenIn(wakers),
    }),
  )

  const openOwn = (): Backend => {
    const connect = createConnect({ networks: options.networks, environment, run, journal, plantIn })
    return createCheckedBackend(createSocketBackend({ connect, environment }), {
      environment,
      askPerson: cookie.askPerson,
      onShown: listenIn(watchers),
    })
  }
  const open = (failed: () => void): Promise<Backend> => {
    if (!mayShare) return Promise.resolve(openOwn())
    const lose = (): void => {
      mayShare = false
      failed()
    }
    return new Promise(resolve => {
      const way = browser.share({ environment, run, failed: lose }, shared => {
        mayShare = shared !== null
        resolve(shared ?? openOwn())
      })
      endShare = way.end
      look = way.look
    })
  }
  const client = createClient({
    backend: browser.isShared ? createLazyBackend(open, ownCapabilities, environment) : openOwn(),
    environment,
    outbox: storage.outbox,
    views: storage.views,
  })
  const session: SessionStore = client.session(visited)

  /** What is painted, a moment after it was told. */
  let isLooking = false
  const lookSoon = (): void => {
    if (isLooking) return
    isLooking = true
    time.after(0, () => {
      isLooking = false
      if (!isOpen) return
      const { view, outbox } = session.getSnapshot()
      sayings.shown(name, client.link.person(), JSON.stringify([view, outbox]))
    })
  }
  session.subscribe(lookSoon)
  client.connection.subscribe(() => {
    const { status, principal } = client.connection.getSnapshot()
    if (status !== 'online' || principal === null) return
    browser.device.greeted(personNamed(principal))
    sayings.greeted(name, personNamed(principal))
  })

  const saying = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })
  const say = (): void => {
    const text = sayings.next(name, client.link.person())
    const { commandId } = session.send(saying(text))
    journal.note(() => `${name} says ${text} as ${client.link.person()} with ${commandId}`)
    sayings.named(text, commandId)
  }

  return {
    name,
    act: () => {
      const [waiting] = session.outbox().getSnapshot()
      if (waiting === undefined || random.chance(0.8)) return say()
      if (random.chance(0.5)) {
        sayings.excuse(({ commandId }) => commandId === waiting.commandId)
        session.discard(waiting.commandId)
        return
      }
      const text = sayings.next(name, client.link.person())
      if (!session.edit(waiting.commandId, saying(text)))
        return sayings.excuse(({ text: unsaid }) => unsaid === text)
      sayings.excuse(({ commandId }) => commandId === waiting.commandId)
      sayings.named(text, waiting.commandId)
    },
    show: () =>
      run(() => {
        tellAll(wakers)
        tellAll(watchers)
        look()
      }),
    logout: () => {
      const person = client.link.person()
      // What it erases in the browser is the device's here.
      void client.logout()
      return person
    },
    isSettled: person =>
      client.connection.getSnapshot().status === 'online' &&
      client.link.person() === person &&
      session.getStatus().phase === 'live' &&
      session
        .outbox()
        .getSnapshot()
        .every(({ status }) => status === 'refused'),
    describe: () => {
      const { status, error } = client.connection.getSnapshot()
      const waits = session
        .outbox()
        .getSnapshot()
        .map(entry => [entry.commandId, entry.status, entry.error?.code])
      return `${name} ${status} ${error?.code ?? ''} as ${client.link.person()}, ${session.getStatus().phase}, outbox ${JSON.stringify(waits)}`
    },
    close: () => {
      if (random.chance(0.5)) client.close()
      isOpen = false
      endShare()
      stopWatching()
      const lost = new Set(storage.end())
      const kept = new Set(browser.device.commands().map(({ commandId }) => commandId))
      sayings.excuse(
        ({ page, commandId, isUnowned }) =>
          page === name && (lost.has(commandId) || (isUnowned && !kept.has(commandId))),
      )
    },
  }
}
