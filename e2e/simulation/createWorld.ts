import type { Envelope, SessionRef } from '@sluice/protocol'
import type { SessionKey, Store } from '@sluice/server'
import { createSimulatedDisk, type SimulatedDisk } from '@sluice/testkit'
import {
  createRandom,
  createVirtualTime,
  type SeededRandom,
  type VirtualTime,
} from '@sluice/testkit/simulation'
import { type Browser, createBrowser } from './createBrowser.ts'
import { createDevice } from './createDevice.ts'
import { createNetworks, type Networks } from './createNetworks.ts'
import { createVisitors, type Visitors } from './createVisitors.ts'
import { createWitness, type Witness } from './createWitness.ts'
import { createJournal, type Journal } from './journal.ts'
import { openPage, type Page } from './openPage.ts'
import { drawPlan, type Plan } from './plan.ts'
import { type PlantName, plant } from './plants.ts'
import { type ServerProcess, startProcess } from './startProcess.ts'
import { makeToken } from './token.ts'

/** One of the three who work in a world, with the page that is open now. */
export interface Person {
  readonly name: string
  readonly principal: string
  readonly browser: Browser
  page: Page
}

/** A server, three people and all that is between them. */
export interface World {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly networks: Networks
  readonly disk: SimulatedDisk
  readonly journal: Journal
  readonly witness: Witness
  readonly plan: Plan
  readonly keys: readonly SessionKey[]
  readonly people: readonly Person[]
  /** Those who sign in and out in a browser; null in most worlds. */
  readonly visitors: Visitors | null
  /** Each once. */
  readonly browsers: readonly Browser[]
  /** The process that runs; null while there is none. */
  process(): ServerProcess | null
  /** Starts a process, unless one runs or is being started. */
  start(): Promise<void>
  /** Ends the process: in order, by `kill -9`, because the machine lost its power, or to put back a backup. */
  stop(how: 'order' | 'kill' | 'power' | 'backup'): Promise<void>
  /** Closes somebody's page and opens it again. */
  reload(person: Person): void
  wait(ms: number): Promise<void>
  /** From now on, runs are to come to an end. */
  finish(): void
  /** Ends the process, and no other one starts: what is left of the world is its disk. */
  end(): Promise<void>
}

/** How a world is made. */
export interface WorldOptions {
  readonly seed: number
  readonly plant: PlantName | null
  readonly trace: ((line: string) => void) | null
}

/** A record of the disk, as far as it is looked at here. */
interface LostRecord {
  readonly envelopes?: readonly Envelope[]
}

/** Two pages of one person, and somebody else. */
const principals = ['ann', 'ann', 'bob'] as const

/** Creates the world of a seed, with its pages open and its server not started yet. */
export function createWorld({ seed, plant: plantName, trace }: WorldOptions): World {
  const time = createVirtualTime()
  const random = createRandom(seed)
  const plan = drawPlan(random.fork())
  const journal = createJournal(time.now, trace)
  const witness = createWitness()
  const networks = createNetworks(time, random.fork())
  const planted = plant(plantName)
  const disk = createSimulatedDisk({
    random: random.fork().next,
    after: time.after,
    faults: {
      writeMs: [0, plan.diskMs],
      syncMs: [0, 2 * plan.diskMs],
      readMs: [0, plan.diskMs],
      pageLength: 512,
    },
  })
  const refs: readonly SessionRef[] = ['a', 'b'].slice(0, plan.sessions).map(id => ({ agent: 'triage', id }))
  const keys = refs.map(ref => ({ tenant: 'acme', ...ref }))
  const draws = random.fork()
  const polled = new Map(keys.map(({ id }): [string, Envelope[]] => [id, []]))
  for (const [session, envelopes] of polled) journal.reads.push({ page: 'the poller', session, envelopes })
  let process: ServerProcess | null = null
  /** The process that is ending in order. */
  let ending: ServerProcess | null = null
  let store: Store | null = null
  /** The start that is under way. */
  let starting: object | null = null
  let isFinishing = false
  let isEnded = false
  let ids = 0
  const newId = (): string => {
    ids += 1
    return `i${seed}-${ids}`
  }

  const start: World['start'] = async () => {
    if (isEnded || process !== null || ending !== null || starting !== null) return
    const mine = {}
    starting = mine
    try {
      const opened = await disk.open()
      // It was killed as the disk answered.
      if (starting !== mine) return
      store = planted.store(witness.watch(opened))
      journal.note(() => 'a process starts')
      process = startProcess({
        time,
        random: draws.fork(),
        networks,
        store,
        journal,
        witness,
        keys,
        plan,
        polled,
        plantIn: planted,
        script: {
          random: draws.fork(),
          newId,
          isMine: () => true,
          isFinishing: () => isFinishing,
          longText: plan.longText,
        },
      })
    } finally {
      if (starting === mine) starting = null
    }
  }

  const restore = (): void => {
    const records = disk.restore(draws.next()).flatMap(commit => JSON.parse(commit) as LostRecord[])
    const lost = records.flatMap(({ envelopes = [] }) => envelopes.map(({ offset }) => offset))
    journal.note(() => `a backup is put back, without ${lost.length} events`)
    journal.lose(lost)
    witness.lose(lost)
  }

  const stop: World['stop'] = async how => {
    const running = process ?? ending
    if (starting !== null && how !== 'order') {
      // The process that is being started waits for a disk that never answers.
      starting = null
      disk.crash(how === 'kill' ? 'kill' : 'power')
    }
    if (running === null || (how === 'order' && running === ending)) return
    journal.note(() => `the process ends: ${how}${running === ending ? ', while it ends in order' : ''}`)
    process = null
    if (how === 'order') {
      ending = running
      // What is not over after a while is ended, as by whoever stops a service.
      const isOver = await Promise.race([running.close().then(() => true), wait(10_000).then(() => false)])
      if (isOver && ending === running) await store?.close()
      // It was killed meanwhile.
      if (ending !== running) return
    }
    ending = null
    running.kill()
    const isCut = how === 'power' || how === 'backup'
    networks.loseServer(!isCut)
    disk.crash(isCut ? 'power' : 'kill')
    if (how === 'backup') restore()
  }

  const wait = (ms: number): Promise<void> => new Promise(resolve => time.after(ms, resolve))

  const watched = principals.map(() => (draws.chance(0.6) ? refs : [draws.pick(refs)]))
  const newBrowser = (): Browser =>
    createBrowser({
      time,
      random: draws.fork(),
      journal,
      device: planted.device(createDevice(time, draws.fork(), plan.storageMs)),
      networks,
      skewMs: draws.pick([0, 0, -90_000, 3_600_000]),
      isShared: draws.chance(0.5),
      plantIn: planted,
    })
  const first = newBrowser()
  const browsers = [first, draws.chance(0.6) ? first : newBrowser(), newBrowser()] as const
  let opened = 0

  const open = (index: number): Page => {
    opened += 1
    const principal = principals[index] ?? 'ann'
    return openPage({
      name: `page${index + 1}.${opened}`,
      principal,
      sessions: watched[index] ?? refs,
      networks,
      time,
      random: draws.fork(),
      journal,
      browser: browsers[index] ?? first,
      readsLog: index === 2,
      readsDirectory: index === 1,
      token: async () => {
        if (!isFinishing && draws.chance(plan.noToken)) throw new Error('No token can be had now.')
        return makeToken(principal, time.now())
      },
      onlyToken: plan.tokenMs === Infinity || draws.chance(0.2) ? makeToken(principal, time.now()) : null,
      plantIn: planted,
      newId: () => newId().padStart(22, '0'),
    })
  }

  const people: readonly Person[] = principals.map((principal, index) => ({
    name: `person${index + 1}`,
    principal,
    browser: browsers[index] ?? first,
    page: open(index),
  }))

  const visitors = plan.hasVisitors
    ? createVisitors({
        time,
        random: draws.fork(),
        journal,
        networks,
        plan,
        plantIn: planted,
        process: () => process,
        newId,
      })
    : null

  return {
    time,
    random: draws,
    networks,
    disk,
    journal,
    witness,
    plan,
    keys,
    people,
    visitors,
    browsers: [...new Set(browsers)],
    process: () => process,
    start,
    stop,
    reload: person => {
      person.page.close()
      person.page = open(people.indexOf(person))
    },
    wait,
    finish: () => {
      isFinishing = true
    },
    end: () => {
      isEnded = true
      return stop('power')
    },
  }
}
