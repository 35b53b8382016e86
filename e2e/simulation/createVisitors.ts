import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import { type Browser, createBrowser } from './createBrowser.ts'
import { createCookie, personNamed } from './createCookie.ts'
import { createDevice } from './createDevice.ts'
import type { Networks } from './createNetworks.ts'
import type { Journal } from './journal.ts'
import { openVisitorPage, type VisitorPage } from './openVisitorPage.ts'
import type { Plan } from './plan.ts'
import type { Plant } from './plants.ts'
import { createSayings } from './sayings.ts'
import type { ServerProcess } from './startProcess.ts'
import { tenantOf, visitors } from './token.ts'

/** What the visitors of a world are made of. */
export interface VisitorsOptions {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly journal: Journal
  readonly networks: Networks
  readonly plan: Plan
  readonly plantIn: Plant
  readonly process: () => ServerProcess | null
  readonly newId: () => string
}

/** A browser of two pages in which people sign in and out with a cookie, as in a shop. */
export interface Visitors {
  readonly browser: Browser
  act(): void
  /** Somebody else signs in, or nobody: no page is told. */
  change(): void
  /** Somebody looks at a page again. */
  show(): void
  reload(): void
  /** Who asks signs out on a page, and all of them are loaded again. */
  logout(): void
  /** Lets each sign in once more, and waits until their pages show all of theirs. */
  comeToRest(): Promise<void>
  /** Closes the pages; what they said is held against the logs of the store. */
  examine(read: (tenant: string) => Promise<readonly unknown[]>): Promise<void>
  close(): void
}

const LONGEST_MS = 120_000
const LOOK_MS = 200

/** Opens the browser of the visitors, in which the first of them has signed in. */
export function createVisitors(options: VisitorsOptions): Visitors {
  const { time, random, journal, networks, plan, process, newId } = options
  const sayings = createSayings(journal)
  const cookie = createCookie({
    time,
    random: random.fork(),
    latencyMs: plan.weather.latencyMs,
    isServerThere: () => process() !== null,
    leaves: (text, holder) => sayings.sent(text, holder && personNamed(holder)),
  })
  const plantIn: Plant = {
    ...options.plantIn,
    connect: connect => cookie.connect(options.plantIn.connect(connect)),
  }
  const browser = createBrowser({
    time,
    random: random.fork(),
    journal,
    device: plantIn.device(createDevice(time, random.fork(), plan.storageMs)),
    networks,
    skewMs: 0,
    isShared: random.chance(0.5),
    askPerson: cookie.askPerson,
    plantIn,
  })
  let opened = 0
  const open = (): VisitorPage => {
    opened += 1
    const name = `visit${opened}`
    const parts = { time, random: random.fork(), journal, networks, browser, cookie, sayings, plantIn }
    return openVisitorPage({ ...parts, name, newId: () => newId().padStart(22, '0') })
  }
  const signIn = (holder: string | null): void => {
    journal.note(() => `${holder ?? 'nobody'} has signed in`)
    cookie.set(holder)
  }
  signIn(visitors[0])
  let pages = [open(), open()]

  const reload = (page: VisitorPage): void => {
    page.close()
    pages = pages.map(other => (other === page ? open() : other))
  }

  async function rest(visitor: string): Promise<void> {
    const person = personNamed(visitor)
    signIn(visitor)
    const end = time.now() + LONGEST_MS
    const isDone = (): boolean =>
      pages.every(page => page.isSettled(person)) &&
      browser.device.commands().every(stored => stored.person !== person)
    while (!isDone()) {
      if (time.now() > end)
        return journal.violate(
          `the visitors did not come to rest as ${person}: ${pages.map(page => page.describe()).join('; ')}`,
        )
      // Somebody goes on looking.
      for (const page of pages) page.show()
      await new Promise<void>(resolve => time.after(LOOK_MS, resolve))
    }
  }

  return {
    browser,
    act: () => random.pick(pages).act(),
    change: () => {
      signIn(random.pick([...visitors, ...visitors, null]))
      if (random.chance(0.7)) time.after(random.between(0, 500), () => random.pick(pages).show())
    },
    show: () => random.pick(pages).show(),
    reload: () => reload(random.pick(pages)),
    logout: () => {
      const person = random.pick(pages).logout()
      signIn(null)
      for (const page of pages) reload(page)
      const whose = browser.device.clear(person)
      journal.note(() => `${whose} signs out`)
      sayings.excuse(saying => saying.person === whose || saying.person === null)
    },
    comeToRest: async () => {
      browser.machine.sleep(null)
      // Each of them once at least after something of theirs was kept.
      for (const visitor of [...visitors, ...visitors]) await rest(visitor)
    },
    examine: async read => {
      for (const visitor of visitors) {
        const log = await read(tenantOf(visitor))
        sayings.logged(
          personNamed(visitor),
          log.map(envelope => JSON.stringify(envelope)),
        )
      }
    },
    close: () => {
      for (const page of pages) page.close()
    },
  }
}
