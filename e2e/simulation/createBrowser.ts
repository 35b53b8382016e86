import { type Backend, createSocketBackend, type Environment } from '@sluice/client'
import {
  type AskPerson,
  createExchange,
  createPortBackend,
  type Exchange,
  type Port,
  type WorkerMessage,
} from '@sluice/client/cores'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Device } from './createDevice.ts'
import { createConnect, createEnvironment } from './createEnvironment.ts'
import type { Networks } from './createNetworks.ts'
import { createSleep, type Sleep } from './createSleep.ts'
import type { Journal } from './journal.ts'
import type { Plant } from './plants.ts'

/** What the browser of a person is made of. */
export interface BrowserOptions {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly journal: Journal
  readonly device: Device
  readonly networks: Networks
  /** How far the clock of the machine is off. */
  readonly skewMs: number
  /** Whether the tabs share a socket. */
  readonly isShared: boolean
  /** Tells who a cookie says that asks; where tokens do, nobody is asked. */
  readonly askPerson?: AskPerson
  readonly plantIn: Pick<Plant, 'connect' | 'fallback' | 'port' | 'sleep'>
}

/** A tab that wants to share the socket. */
export interface TabOptions {
  readonly environment: Environment
  /** Not there where a cookie says who asks. */
  readonly token?: () => Promise<string>
  /** Runs something at once, when the tab wakes, or never when it has ended. */
  readonly run: (callback: () => void) => void
  readonly failed: () => void
}

/** A way to the socket of the browser. */
export interface SharedWay {
  readonly backend: Backend
  /** Somebody looks at the tab again. */
  look(): void
  /** The tab has ended, in whatever way. */
  end(): void
}

/** A browser, on a machine that sleeps and whose clock jumps. */
export interface Browser {
  readonly machine: Sleep
  readonly device: Device
  readonly isShared: boolean
  now(): number
  /** Moves the clock of the machine. */
  jump(ms: number): void
  /** Opens the way to the worker that holds the socket; `opened` is told null when it does not answer. */
  share(tab: TabOptions, opened: (backend: Backend | null) => void): SharedWay
  /** The worker crashes, if there is one; nobody is told. */
  crashWorker(): void
  /** Whether a tab still waits for a worker that crashed. */
  hasLostTabs(): boolean
}

/** How long a message takes between a tab and the worker. */
const PORT_MS = 1

/** How soon the worker learns that a tab has ended. */
const NOTICED_MS = 20

/** A worker that has not answered by then does not run. */
const START_MS = 3_000

/** The worker that holds the socket, from its first tab to its last. */
interface SharedWorker {
  isAlive: boolean
  readonly tabs: Set<object>
}

interface RunningWorker {
  readonly worker: SharedWorker
  readonly exchange: Exchange
}

/** Creates a browser without tabs. */
export function createBrowser(options: BrowserOptions): Browser {
  const { time, random, journal, device } = options
  const machine = options.plantIn.sleep(createSleep(time))
  let skew = options.skewMs
  let running: RunningWorker | null = null
  const crashed: SharedWorker[] = []
  const now = (): number => time.now() + skew

  const startWorker = (): RunningWorker => {
    journal.note(() => 'a worker starts')
    const worker: SharedWorker = { isAlive: true, tabs: new Set() }
    const run = (callback: () => void): void =>
      machine.run(() => {
        if (worker.isAlive) callback()
      })
    const environment = createEnvironment({
      time,
      now,
      random: random.next,
      newId: () => '',
      run,
      onWake: machine.onWake,
    })
    const { networks, plantIn } = options
    const connect = createConnect({ networks, environment, run, journal, plantIn })
    const exchange = createExchange(
      token => createSocketBackend({ connect, token, environment }),
      environment,
      options.askPerson ?? (() => Promise.reject(new Error('Nobody is asked.'))),
    )
    return { worker, exchange }
  }

  const share: Browser['share'] = ({ environment, token, run, failed }, opened) => {
    running ??= startWorker()
    const { worker, exchange } = running
    const tab = {}
    worker.tabs.add(tab)
    let isOver = false
    let hasAnswered = false

    const end = (): void => {
      if (isOver) return
      isOver = true
      time.after(NOTICED_MS, () => {
        worker.tabs.delete(tab)
        if (worker.isAlive) machine.run(tabEnd.gone)
        if (worker.tabs.size > 0) return
        worker.isAlive = false
        if (running?.worker === worker) running = null
      })
    }
    const take = (message: WorkerMessage): void => {
      if (!hasAnswered) {
        hasAnswered = true
        cancel()
        opened(backend)
      }
      backend.take(message)
    }
    const toTab: Port<WorkerMessage> = {
      post: message =>
        void time.after(PORT_MS, () =>
          run(() => {
            if (!isOver) take(message)
          }),
        ),
    }
    const tabEnd = exchange.join(options.plantIn.port(toTab))
    const post = (act: () => void): void =>
      void time.after(PORT_MS, () =>
        machine.run(() => {
          if (worker.isAlive && !isOver) act()
        }),
      )
    const backend = createPortBackend({
      port: { post: message => post(() => tabEnd.take(message)) },
      token,
      environment,
      failed,
      closed: end,
    })
    const cancel = environment.after(START_MS, () => {
      if (hasAnswered) return
      hasAnswered = true
      end()
      opened(null)
    })
    post(() => tabEnd.take({ type: 'beat' }))
    return { backend, look: () => post(() => tabEnd.take({ type: 'look' })), end }
  }

  return {
    machine,
    device,
    isShared: options.isShared,
    now,
    jump: ms => {
      skew += ms
    },
    share,
    crashWorker: () => {
      if (running === null) return
      journal.note(() => 'a worker crashes')
      running.worker.isAlive = false
      crashed.push(running.worker)
      running = null
    },
    hasLostTabs: () => crashed.some(({ tabs }) => tabs.size > 0),
  }
}
