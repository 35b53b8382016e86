import type { Connect, Environment } from '@sluice/client'
import type { Id } from '@sluice/protocol'
import type { VirtualTime } from '@sluice/testkit/simulation'
import type { Journal } from './journal.ts'

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

/** Connects for something that sleeps and ends, and notes the commands that leave it. */
export function createConnect(
  connect: Connect,
  run: (callback: () => void) => void,
  journal: Journal,
): Connect {
  return listener => {
    const socket = connect({
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
}
