import {
  createHub,
  lockDirectory,
  openSqliteStore,
  type Served,
  type ServeOptions,
  type SessionHandle,
  type SessionKey,
  serve as serveHub,
  systemClock,
  systemRandom,
} from '@sluice/server'
import { reportToStandardError, systemTimers } from '../edge/system.ts'
import { createFibers } from '../fiber/createFibers.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { recoveryLimitsOf } from '../recovery/limits.ts'
import { createRunner } from '../run/createRunner.ts'
import { createNewId } from '../run/newId.ts'
import { defaultRunLimits, type RunPorts } from '../run/types.ts'
import { createSubsessions } from '../subsession/createSubsessions.ts'
import { createRedactor } from '../text/createRedactor.ts'
import { createTranscripts } from '../transcript/createTranscripts.ts'
import { addSession, noAgentUsage } from '../usage/agentUsage.ts'
import { sessionUsage } from '../usage/sessionUsage.ts'
import type { Host, HostOnStoreOptions, HostOptions } from './types.ts'

/** How many sessions are listed at once where all are looked through. */
const SESSIONS_AT_ONCE = 100

/**
 * Starts a host on a data directory: takes its lock, opens its logs, and takes up every run that was left open, which begins before this
 * resolves. Rejects with a StoreError `held` that names the process which holds the directory. [R3] [S5]
 *
 * @example
 * const host = await createHost({ agents: [triage], directory: '.sluice', harness: harnessFromEnvironment(process.env, script) })
 * const { url } = await serve(host, { port: 4280 })
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { directory, ...rest } = options
  const lock = lockDirectory(directory)
  try {
    const store = await openSqliteStore({ directory })
    const host = await createHostOnStore({ ...rest, store })
    return {
      ...host,
      close: async () => {
        await host.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Starts a host on a store; for tests, simulations and stores of one's own. */
export async function createHostOnStore(options: HostOnStoreOptions): Promise<Host> {
  const { store, agents, clock = systemClock, timers = systemTimers, random = systemRandom } = options
  const { report = reportToStandardError } = options
  const byName = new Map(agents.map(agent => [agent.name, agent]))
  if (byName.size < agents.length)
    throw new RuntimeError(
      'bad-definition',
      'Two agents have the same name, so a session could belong to either. Rename one.',
    )
  const { authenticate, authorize, limits } = options
  const hub = createHub({
    store,
    agents: { get: name => byName.get(name)?.rules ?? null },
    clock,
    timers,
    random,
    report,
    ...(authenticate === undefined ? {} : { authenticate }),
    ...(authorize === undefined ? {} : { authorize }),
    ...(limits === undefined ? {} : { limits }),
  })
  hub.setWriter([...byName.keys()])
  const ports: RunPorts = {
    clock,
    timers,
    report,
    newId: createNewId(random),
    harness: options.harness,
    redactor: createRedactor(options.secrets ?? []),
    limits: { ...defaultRunLimits, ...options.runLimits },
    recovery: recoveryLimitsOf(options.recovery),
  }
  const transcripts = createTranscripts()
  const fibers = createFibers({ hub, agents, ports, transcripts })
  const subsessions = createSubsessions({ hub, agents, ports })
  const runner = createRunner({ hub, agents, ports, transcripts, fibers, subsessions })
  const [unsettled, wakes] = await Promise.all([store.unsettled(), store.wakes()])
  runner.recover(unsettled)
  subsessions.recover(unsettled)
  fibers.recover(wakes)
  const served = new Set<Served>()
  let closed: Promise<void> | null = null

  async function close(): Promise<void> {
    // Runs first: what they append after the hub is gone would be lost.
    // Both at once, so that no tool takes the end of its fibers for a failure.
    await Promise.all([fibers.close(), runner.close(), subsessions.close()])
    await Promise.all([...served].map(one => one.close()))
    await hub.close()
    await store.close()
  }

  async function readSession<T>(key: SessionKey, read: (session: SessionHandle) => Promise<T>): Promise<T> {
    const session = await hub.session(key)
    try {
      return await read(session)
    } finally {
      session.release()
    }
  }

  return {
    hub,
    agents,
    listen: async (where: Omit<ServeOptions, 'hub'>) => {
      if (closed !== null)
        throw new RuntimeError('closed', 'The host is closed, so nobody can be let in. Create a new one.')
      const one = await serveHub({ ...where, hub })
      served.add(one)
      return one
    },
    usage: key => readSession(key, session => sessionUsage(session.read(null))),
    agentUsage: async ({ tenant, agent }) => {
      let account = noAgentUsage
      let after: SessionKey = { tenant, agent, id: '' }
      for (;;) {
        const listed = await store.sessions(after, SESSIONS_AT_ONCE)
        const keys = listed.filter(key => key.tenant === tenant && key.agent === agent)
        for (const key of keys)
          account = await readSession(key, session => addSession(account, session.read(null)))
        const last = keys.at(-1)
        if (last === undefined || keys.length < SESSIONS_AT_ONCE) return account
        after = last
      }
    },
    session: key => fibers.scope(key),
    idle: async () => {
      await Promise.all([runner.idle(), fibers.idle(), subsessions.idle()])
    },
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
