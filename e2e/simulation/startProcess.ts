import {
  createHub,
  type Hub,
  type Limits,
  ServerError,
  type SessionKey,
  type Store,
  StoreError,
} from '@sluice/server'
import type { SeededRandom, SimulatedNetwork, VirtualTime } from '@sluice/testkit/simulation'
import { createWriter, type Writer } from './createWriter.ts'
import type { Journal } from './journal.ts'
import type { Script } from './nextEvents.ts'

/** What a process of the server is made of. */
export interface ProcessOptions {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly network: SimulatedNetwork
  readonly store: Store
  readonly journal: Journal
  readonly keys: readonly SessionKey[]
  readonly script: Script
  readonly limits: Partial<Limits>
  readonly paceMs: number
  /** How long a look at a token takes. */
  readonly authenticateMs: number
}

/** A running server with two writers. */
export interface ServerProcess {
  readonly hub: Hub
  /** Nothing of it runs any more, as after `kill -9`. */
  kill(): void
  /** Lets it end in order. */
  close(): Promise<void>
  /** Whether its writers have nothing to do. */
  isIdle(): boolean
}

const writers = ['first', 'second'] as const

const answer = /^\{"type":"(accepted|refused)"/

/** A failure with a code was meant to be met; any other is a bug. */
const hasCode = (cause: unknown): boolean =>
  cause instanceof ServerError || cause instanceof StoreError || (cause instanceof Error && 'code' in cause)

/** Starts a server on a store, listens, and takes up the runs that are open. */
export function startProcess(options: ProcessOptions): ServerProcess {
  const { time, random, network, store, journal, keys, script, limits, paceMs, authenticateMs } = options
  let isAlive = true
  const timers = {
    after: (delayMs: number, run: () => void) =>
      time.after(delayMs, () => {
        if (isAlive) run()
      }),
  }

  const hub = createHub({
    store,
    clock: time,
    random: random.next,
    timers,
    limits,
    agents: {
      get: agent => (agent === 'triage' ? { clientsPatchState: true, initialState: { plan: [] } } : null),
    },
    authenticate: async token => {
      if (authenticateMs > 0)
        await new Promise<void>(resolve => timers.after(random.between(0, authenticateMs), resolve))
      return token === null ? null : { id: token, tenant: 'acme', expiresAt: null }
    },
    authorize: () => true,
    report: ({ message, cause }) => {
      journal.note(() => `the server reports: ${message} ${String(cause)}`)
      if (!hasCode(cause)) journal.violate(`the server reports: ${message} ${String(cause)}`)
    },
  })
  hub.setWriter(['triage'])

  const all = new Map<string, readonly Writer[]>()
  const recovered = new Set<string>()
  for (const key of keys) {
    const made = writers.map((name, index) =>
      createWriter({
        hub,
        key,
        name,
        timers,
        random,
        journal,
        paceMs,
        processStartedAt: time.now(),
        recovered,
        script: { ...script, isMine: id => id.charCodeAt(id.length - 1) % writers.length === index },
      }),
    )
    all.set(key.id, made)
    for (const writer of made) writer.poke()
  }
  hub.onCommit(({ key, view }) => {
    if (Object.keys(view.open.runs).length === 0) return
    for (const writer of all.get(key.id) ?? []) writer.poke()
  })

  /** What a server says is said, whether it arrives or not. */
  const hear = (text: string): void => {
    if (!answer.test(text)) return
    const frame = JSON.parse(text) as { type: string; commandId?: string; offset?: string; code?: string }
    const { commandId, offset, code } = frame
    if (commandId === undefined) return
    if (offset !== undefined) journal.acknowledgements.push({ commandId, offset })
    else if (code !== undefined) journal.refusals.set(commandId, code)
    journal.note(() => `the server answers ${commandId}: ${offset ?? code}`)
  }

  network.listen(socket => {
    const connection = hub.connect(
      {
        send: frames => {
          if (!isAlive) return
          const texts = frames.map(({ text }) => text)
          texts.forEach(hear)
          socket.send(texts)
        },
        bufferedBytes: socket.bufferedBytes,
        close: (_code, reason) => {
          journal.note(() => `the server closes a connection: ${reason}`)
          socket.close()
        },
      },
      { headers: {}, address: null, token: null },
    )
    const whileAlive = (run: () => void): void => {
      if (isAlive) run()
    }
    return {
      message: text => whileAlive(() => connection.onMessage(text)),
      drained: () => whileAlive(connection.onDrain),
      closed: () => whileAlive(connection.onClose),
    }
  })

  return {
    hub,
    kill: () => {
      isAlive = false
    },
    close: async () => {
      network.listen(null)
      await hub.close()
      isAlive = false
    },
    isIdle: () => [...all.values()].flat().every(writer => writer.isIdle()),
  }
}
