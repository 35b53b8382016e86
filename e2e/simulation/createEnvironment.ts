import type { Connect, Environment } from '@sluice/client'
import { createFallback, createRequestConnect } from '@sluice/client/cores'
import type { Id } from '@sluice/protocol'
import type { VirtualTime } from '@sluice/testkit/simulation'
import type { Networks } from './createNetworks.ts'
import { createRequests } from './createRequests.ts'
import type { Journal } from './journal.ts'
import type { Plant } from './plants.ts'

/** What the environment of a page, or of the worker of a browser, is made of. */
export interface EnvironmentOptions {
  readonly time: VirtualTime
  /** The clock of the machine. */
  readonly now: () => number
  readonly random: () => number
  readonly newId: () => Id
  /** Runs something at once, when what it is for wakes, or never when that has ended. */
  readonly run: (callback: () => void) => void
  readonly onWake: (listener: () => void) => () => void
}

/** A frame of a screen with 60 Hz. */
const FRAME_MS = 16

/** Creates the environment of something that sleeps and ends. */
export function createEnvironment({
  time,
  now,
  random,
  newId,
  run,
  onWake,
}: EnvironmentOptions): Environment {
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
  return {
    now,
    random,
    newId,
    after,
    onFrame: callback => after(FRAME_MS, callback),
    yieldToPage: callback => void after(0, callback),
    onWake,
  }
}

/** What connects something that sleeps and ends. */
export interface ConnectOptions {
  readonly networks: Networks
  readonly environment: Environment
  readonly run: (callback: () => void) => void
  readonly journal: Journal
  readonly plantIn: Pick<Plant, 'connect' | 'fallback'>
}

/** Connects by socket, or by requests where that cannot be, and notes the commands that leave. */
export function createConnect({ networks, environment, run, journal, plantIn }: ConnectOptions): Connect {
  const socket: Connect = listener =>
    networks.dial({
      opened: () => run(listener.opened),
      message: text => run(() => listener.message(text)),
      closed: () => run(listener.closed),
    })
  const requests = createRequestConnect(createRequests(networks.requests, environment, run))
  const connect = plantIn.connect(
    createFallback({ socket, requests, environment: plantIn.fallback(environment) }),
  )
  return listener => {
    const connection = connect(listener)
    return {
      close: connection.close,
      send: text => {
        const [, commandId = ''] = /"commandId":"([^"]+)"/.exec(text) ?? []
        const given = journal.commands.get(commandId)
        if (given !== undefined) journal.leave(given)
        connection.send(text)
      },
    }
  }
}
