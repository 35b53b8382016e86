import { actionOf } from '../access/actionOf.ts'
import { createAccess } from '../access/createAccess.ts'
import type { Action, Principal } from '../access/types.ts'
import { createConnection, type HubConnection } from '../connection/createConnection.ts'
import { createDirectory } from '../directory/createDirectory.ts'
import { ServerError } from '../ServerError.ts'
import { toAnswer } from '../session/createCommands.ts'
import type { Session } from '../session/createSession.ts'
import { hashCommand } from '../session/identity.ts'
import { SessionDeleted } from '../session/SessionDeleted.ts'
import { allowFork } from './allowFork.ts'
import { createClaims } from './createClaims.ts'
import { createHandle } from './createHandle.ts'
import { createMaintenance } from './createMaintenance.ts'
import { createReads } from './createReads.ts'
import { createSessions } from './createSessions.ts'
import { holdFor } from './holdFor.ts'
import { defaultLimits } from './limits.ts'
import type { Commit, Hub, HubOptions } from './types.ts'

/** How often a connection that nothing else was sent to gets a heartbeat. [W2] */
const BEAT_MS = 10_000

/** Over how long the clients of a server that goes away are spread when they come back. [W2] */
const RETURN_SPREAD_MS = 500

/** Creates a hub on a store. The caller closes the store after the hub. */
export function createHub(options: HubOptions): Hub {
  const { store, clock, random, timers } = options
  const limits = { ...defaultLimits, ...options.limits }
  const report = options.report ?? (() => undefined)
  const access = createAccess(options)
  const directory = createDirectory(store, access, async (principal, { agent, id, owner }) => {
    const held = await sessions.hold({ tenant: principal.tenant, agent, id })
    try {
      return await sessions.factsOf(principal, held.session, owner)
    } finally {
      held.release()
    }
  })
  const claims = createClaims(timers)
  const listeners = new Set<(commit: Commit) => void>()
  const connections = new Map<HubConnection, number>()
  let opened = 0
  const entered = new Map<string, number>()
  let dirty: Session[] = []
  let flushes: (() => void)[] = []
  let isTurnScheduled = false
  let cancelBeat: (() => void) | null = null

  const tell = (commit: Commit) => {
    for (const listener of listeners) {
      try {
        listener(commit)
      } catch (cause) {
        report({ message: 'A listener of commits failed; the others were told.', cause })
      }
    }
  }

  const publish = (session: Session) => {
    const commit = session.publish()
    sessions.onPublished(session)
    if (commit === null) return
    if (commit.row !== null) directory.changed(session.key.tenant, commit.row)
    tell(commit)
  }

  const flushAll = (flushesNow: readonly (() => void)[]) => {
    for (const flush of flushesNow) {
      try {
        flush()
      } catch (cause) {
        report({ message: 'A socket could not be written; the others were.', cause })
      }
    }
  }

  /** Publishes what the turn made durable, then lets each connection write once. [S4] */
  const endTurn = () => {
    while (dirty.length > 0 || flushes.length > 0) {
      const sessionsNow = dirty
      dirty = []
      for (const session of sessionsNow) publish(session)
      if (dirty.length > 0) continue
      const flushesNow = flushes
      flushes = []
      flushAll(flushesNow)
    }
    isTurnScheduled = false
  }

  const scheduleTurn = () => {
    if (isTurnScheduled) return
    isTurnScheduled = true
    queueMicrotask(endTurn)
  }

  const sessions = createSessions({
    store,
    clock,
    timers,
    random,
    limits,
    report,
    onDirty: session => {
      dirty.push(session)
      scheduleTurn()
    },
    onRemoved: ({ tenant }) => directory.removed(tenant),
  })

  const maintenance = createMaintenance({ store, sessions, clock, timers, limits, report })
  maintenance.start()

  const nameOf = (principal: Principal) => JSON.stringify([principal.tenant, principal.id])

  const command: Hub['command'] = async (principal, ref, commandId, body, source = { via: 'host' }) => {
    try {
      access.checkExpiry(principal)
      const { key, rules } = access.resolve(principal, ref)
      const held = await holdFor(sessions, access, principal, key)
      const allow = async (owner: string | null) => {
        const facts = await sessions.factsOf(principal, held.session, owner)
        const action = actionOf[body.type]
        await access.demand(
          principal,
          facts,
          ...new Set<Action>(owner === null ? ['create', action] : [action]),
        )
        if (body.type === 'session.fork' && owner === null)
          await allowFork({ access, sessions }, principal, body)
      }
      const answer = await held.commands.run({
        principal,
        commandId,
        command: body,
        rules,
        allow,
        via: source.via,
      })
      if (answer.ok && body.type === 'tool.claim') claims.hold(key, body.call, source.connection ?? null)
      held.release()
      return answer
    } catch (error) {
      const known = error instanceof SessionDeleted ? error.tombstone.command : null
      // The command that deleted the session, once more. [W5]
      if (known?.commandId === commandId && known.principal === principal.id) {
        return known.bodyHash === hashCommand(body)
          ? { ok: true, offset: known.offset }
          : toAnswer(new ServerError('command-conflict'))
      }
      if (!(error instanceof ServerError)) report({ message: 'A command could not be run.', cause: error })
      return toAnswer(error)
    }
  }

  const services = {
    access,
    sessions,
    directory,
    store,
    command,
    limits,
    clock,
    timers,
    report,
    schedule: (flush: () => void) => {
      flushes.push(flush)
      scheduleTurn()
    },
    enter: (principal: Principal) => {
      const count = entered.get(nameOf(principal)) ?? 0
      if (count >= limits.connectionsPerPrincipal) throw new ServerError('too-many-connections')
      entered.set(nameOf(principal), count + 1)
    },
    leave: (principal: Principal) => {
      const count = entered.get(nameOf(principal)) ?? 1
      if (count <= 1) entered.delete(nameOf(principal))
      else entered.set(nameOf(principal), count - 1)
    },
  }

  const reportOf = (tenant: string) =>
    [...connections].flatMap(([connection, id]) => {
      const report = connection.report(tenant)
      return report === null ? [] : [{ id, ...report }]
    })

  const beat = () => {
    cancelBeat = null
    for (const connection of [...connections.keys()]) connection.beat()
    if (connections.size > 0) cancelBeat = timers.after(BEAT_MS, beat)
  }

  return {
    limits,
    reads: createReads({ access, sessions, directory, store, clock, limits, connections: reportOf }),
    authenticates: access.authenticates,
    admit: access.admit,
    command,
    connect: (socket, request) => {
      const connection = createConnection(socket, request, services, gone => {
        connections.delete(gone)
        claims.drop(gone)
      })
      opened += 1
      connections.set(connection, opened)
      cancelBeat ??= timers.after(BEAT_MS, beat)
      return connection
    },
    session: async key => createHandle(await sessions.hold(key), { store, clock, claims }),
    onCommit: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setWriter: sessions.setWriter,
    tidy: maintenance.round,
    close: async () => {
      maintenance.stop()
      for (const connection of [...connections.keys()]) {
        connection.shutDown(Math.floor(random() * RETURN_SPREAD_MS))
      }
      cancelBeat?.()
      cancelBeat = null
      await sessions.close()
    },
  }
}
