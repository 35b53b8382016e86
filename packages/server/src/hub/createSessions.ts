import type { Event, Offset } from '@sluice/protocol'
import type { Principal, SessionFacts } from '../access/types.ts'
import type { Random } from '../ports.ts'
import { endAll } from '../rewrite/endAll.ts'
import { readWhole } from '../rewrite/readWhole.ts'
import { ServerError } from '../ServerError.ts'
import { type Commands, createCommands } from '../session/createCommands.ts'
import { createSession, type Session } from '../session/createSession.ts'
import { keyText } from '../session/identity.ts'
import { openView } from '../session/openView.ts'
import { SessionDeleted } from '../session/SessionDeleted.ts'
import type { CommandRecord, SessionKey } from '../store/Store.ts'
import { createForks } from './createForks.ts'
import type { Held } from './Held.ts'
import type { Limits } from './limits.ts'
import type { HubOptions } from './types.ts'

/** The sessions in memory. [S9] */
export interface Sessions {
  /** Opens a session, or joins those who hold it. Creates nothing. [S11] */
  hold(key: SessionKey): Promise<Held>
  /** What `authorize` is told of a session: for a subsession, of its root. [S6] */
  factsOf(principal: Principal, session: Session, owner: string | null): Promise<SessionFacts>
  /**
   * Deletes a session with its subsessions, in memory and in the store; resolves with where its log ended. Rejects with `not-found` when there is no log.
   * [S12]
   */
  remove(key: SessionKey, command: Omit<CommandRecord, 'offset'> | null): Promise<Offset>
  setWriter(agents: readonly string[] | null): void
  /** Called after a session has published. */
  onPublished(session: Session): void
  /** Waits for the disk and stores what is worth storing. */
  close(): Promise<void>
}

interface Slot {
  readonly opened: Promise<{ readonly session: Session; readonly commands: Commands }>
  holders: number
  cancelLinger: (() => void) | null
}

/** How deep subsessions may be nested before their rights are denied. */
const MAX_DEPTH = 16

/** Creates the table of sessions in memory. */
export function createSessions(
  options: Pick<HubOptions, 'store' | 'clock' | 'timers'> & {
    readonly random: Random
    readonly limits: Limits
    readonly report: NonNullable<HubOptions['report']>
    readonly onDirty: (session: Session) => void
    readonly onRemoved: (key: SessionKey) => void
  },
): Sessions {
  const { store, clock, timers, random, limits, report, onDirty, onRemoved } = options
  const slots = new Map<string, Slot>()
  const inMemory = new Map<string, Session>()
  let writers: readonly string[] | null = null
  let isClosing = false

  const letGo = (name: string, slot: Slot, session: Session) => {
    if (slot.holders > 0 || !session.isIdle() || slots.get(name) !== slot) return
    slots.delete(name)
    inMemory.delete(name)
    void session.storeSnapshot()
  }

  const linger = (name: string, slot: Slot, session: Session) => {
    if (slot.holders > 0 || isClosing) return
    slot.cancelLinger?.()
    slot.cancelLinger = timers.after(limits.lingerMs, () => {
      slot.cancelLinger = null
      letGo(name, slot, session)
    })
  }

  const open = async (key: SessionKey, name: string) => {
    const failed = (cause: unknown): never => {
      slots.delete(name)
      throw new ServerError('storage-failed', undefined, { cause })
    }
    const opened = await openView(store, key).catch(failed)
    const tombstone = opened.head === null ? await store.tombstone(key).catch(failed) : null
    if (tombstone !== null) {
      slots.delete(name)
      throw new SessionDeleted(tombstone)
    }
    const hasWriter = writers?.includes(key.agent) ?? false
    const session = createSession({ key, opened, store, clock, random, limits, hasWriter, onDirty, report })
    inMemory.set(name, session)
    const removeIt = (command: Omit<CommandRecord, 'offset'>) => remove(key, command)
    return { session, commands: createCommands(session, { store, clock, report, remove: removeIt, forks }) }
  }

  const forks = createForks({ store, clock, hold: key => hold(key) })

  const hold = async (key: SessionKey): Promise<Held> => {
    if (isClosing) throw new ServerError('shutting-down')
    const name = keyText(key)
    const slot: Slot = slots.get(name) ?? { opened: open(key, name), holders: 0, cancelLinger: null }
    slots.set(name, slot)
    slot.holders += 1
    slot.cancelLinger?.()
    slot.cancelLinger = null
    const { session, commands } = await slot.opened
    let isHeld = true
    const release = () => {
      if (!isHeld) return
      isHeld = false
      slot.holders -= 1
      linger(name, slot, session)
    }
    return { session, commands, release }
  }

  const factsOf = async (
    principal: Principal,
    session: Session,
    owner: string | null,
    depth = 0,
  ): Promise<SessionFacts> => {
    const parent = session.writer.head().session?.parent ?? null
    if (parent === null) return { ...session.key, owner }
    if (depth >= MAX_DEPTH) throw new ServerError('not-found')
    const held = await hold({ tenant: session.key.tenant, agent: parent.agent, id: parent.id })
    try {
      const rootOwner = held.session.writer.head().session?.owner ?? null
      return await factsOf(principal, held.session, rootOwner, depth + 1)
    } finally {
      held.release()
    }
  }

  /** The sessions that calls of a session opened, and those below them. */
  const descendantsOf = async (key: SessionKey): Promise<SessionKey[]> => {
    const log = await readWhole(store, key)
    // Those that calls of another session opened are linked from here and belong to that one. [S14]
    const own = log.slice(log.findLastIndex(({ event }) => event.type === 'session.forked') + 1)
    const opened = own.flatMap(({ event }) =>
      event.type === 'subsession.opened' ? [event as Event<'subsession.opened'>] : [],
    )
    const children = opened.map(({ agent, subsession: id }) => ({ tenant: key.tenant, agent, id }))
    return [...children, ...(await Promise.all(children.map(descendantsOf))).flat()]
  }

  const remove: Sessions['remove'] = async (key, command) => {
    const keys = [key, ...(await descendantsOf(key))]
    const held = await Promise.all(keys.map(hold))
    const writers = held.map(({ session }) => session.writer)
    try {
      for (const writer of writers) await endAll(writer)
      for (const writer of writers) writer.refuse(true)
      await Promise.all(writers.map(writer => writer.settled()))
      const [first] = writers
      const offset = first?.headOffset() ?? null
      if (offset === null) throw new ServerError('not-found')
      const owner = first?.head().session?.owner ?? null
      const record = command === null ? null : { ...command, offset }
      await store.remove(keys, { owner, deletedAt: clock.now(), command: record }).catch((cause: unknown) => {
        throw new ServerError('storage-failed', undefined, { cause })
      })
      for (const { session } of held) {
        slots.delete(keyText(session.key))
        inMemory.delete(keyText(session.key))
        session.end()
        onRemoved(session.key)
      }
      return offset
    } catch (error) {
      for (const writer of writers) writer.refuse(false)
      throw error
    } finally {
      for (const { release } of held) release()
    }
  }

  return {
    hold,
    remove,
    factsOf: (principal, session, owner) => factsOf(principal, session, owner),
    setWriter: agents => {
      writers = agents
      for (const session of inMemory.values()) session.setWriter(agents?.includes(session.key.agent) ?? false)
    },
    onPublished: session => {
      const name = keyText(session.key)
      const slot = slots.get(name)
      if (slot !== undefined && slot.cancelLinger === null) linger(name, slot, session)
    },
    close: async () => {
      isClosing = true
      for (const slot of slots.values()) slot.cancelLinger?.()
      for (const session of inMemory.values()) {
        await session.writer.settled()
        await session.storeSnapshot()
      }
      slots.clear()
      inMemory.clear()
    },
  }
}
