import {
  type Command,
  type Id,
  isAfter,
  type Offset,
  type ServerFrame,
  type SessionRef,
} from '@sluice/protocol'
import type { Link, Use } from '../backend/createLink.ts'
import { keep } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { ClientError, problemOf } from '../problem.ts'
import type { Sent } from '../session/SessionStore.ts'
import type { OutboxEntry } from './OutboxEntry.ts'

/** An answer to a question may be stale by then; a message is not. [C3] */
const UNASKED_MS = 120_000

/** The commands of a session that have not been seen to take effect. [C3] */
export interface Outbox {
  entries(): readonly OutboxEntry[]
  add(command: Command): Sent
  edit(commandId: Id, command: Command): boolean
  retry(commandId: Id): void
  discard(commandId: Id): void
  /** Requests may be sent. */
  ready(): void
  /** They are of somebody who does not ask any more: nothing of them is here, and what is kept of them stays there. [C11] */
  forget(): void
  /** They may not. What was not answered is asked for again. */
  lost(): void
  /** What was accepted behind what was taken, up to this offset, is asked for again: that may be of a history that is no more. With null nothing that was seen counts. */
  doubt(taken: Offset | null): void
  accepted(commandId: Id, offset: Offset): void
  refused(commandId: Id, frame: ServerFrame<'refused'>): void
  /** The view shows everything up to this offset. */
  shown(offset: Offset | null): void
}

const waiting = { status: 'waiting', error: null, offset: null } as const

/** Tells whether a command may still take effect without anybody's help. */
export const isUnderWay = ({ status }: OutboxEntry): boolean => status !== 'refused' && status !== 'expired'

/** Tells whether an entry is a message that those behind it wait for. */
const isInLine = ({ command, status }: OutboxEntry): boolean =>
  command.type === 'message.send' && (status === 'waiting' || status === 'sent')

const isOf =
  (id: Id) =>
  (entry: OutboxEntry): boolean =>
    entry.commandId === id

/**
 * Creates the outbox of a session. Messages are sent one after the other, other commands at once. Each is a use of the link;
 * `changed` is told after each change, at once. [C3 C5]
 */
export function createOutbox(ref: SessionRef, link: Link, use: Use, changed: () => void): Outbox {
  const waiters = new Map<Id, PromiseWithResolvers<Offset>>()
  /** Every command that was here: what has left is not taken for new when it is still found in what is kept. */
  const known = new Set<Id>()
  /** Where others stand whose effect was taken; another page may keep them. */
  const seen = new Map<Id, Offset>()
  let shownTo: Offset | null = null
  /** Commands of which it is being kept that they were sent. */
  const marking = new Set<Id>()
  let entries: readonly OutboxEntry[] = []
  let isReady = false
  let failures = 0
  /** Whose they were when they were kept. */
  let keptOf = link.person()

  /** Keeps what is needed to send a command from another page. */
  async function store(
    { commandId, command, createdAt, status, error }: OutboxEntry,
    wasSent: boolean,
  ): Promise<void> {
    const person = link.person()
    await link.outbox?.put(ref, {
      commandId,
      command,
      createdAt,
      ...(wasSent && { wasSent }),
      ...(status === 'refused' && error && { refused: error }),
      ...(person !== null && { person }),
    })
  }

  /** Sends a command once it is kept that it was sent: a page that finds it kept as not sent may change it. */
  function mark(entry: OutboxEntry): void {
    const { commandId, command } = entry
    if (marking.has(commandId)) return
    marking.add(commandId)
    const go = (): void => {
      marking.delete(commandId)
      // What was edited meanwhile is marked anew.
      set(entries.map(now => (now.command === command ? { ...now, wasSent: true } : now)))
    }
    store(entry, true).then(go, go)
  }

  /** Puts other entries in the place of those that are there, and sends what may be sent. One that is `marked` is kept as sent with its first word. */
  function set(next: readonly OutboxEntry[], marked?: OutboxEntry): void {
    const due: OutboxEntry[] = []
    let isBusy = false
    const sent = next.map((entry): OutboxEntry => {
      const { status } = entry
      const isMessage = entry.command.type === 'message.send'
      if (isInLine(entry)) {
        if (isBusy) return entry
        isBusy = true
      }
      // What has an error waits until its time has come.
      if (!isReady || status !== 'waiting' || entry.error) return entry
      if (!isMessage && !entry.offset && link.environment.now() - entry.createdAt > UNASKED_MS)
        return { ...entry, status: 'expired' }
      if (!entry.wasSent && entry !== marked && link.outbox) {
        mark(entry)
        return entry
      }
      due.push(entry)
      return { ...entry, status: 'sent', wasSent: true }
    })
    entries = keep(entries, sent)
    for (const { commandId, command } of due)
      link.request({ type: 'command', commandId, session: ref, command })
    changed()
  }

  /** Changes the entries that are meant, or takes them out. */
  function change(isMeant: (entry: OutboxEntry) => boolean, to?: Partial<OutboxEntry>): void {
    if (!entries.some(isMeant)) return
    set(
      entries.flatMap(entry => {
        if (!isMeant(entry)) return entry
        if (to) return { ...entry, ...to }
        waiters.delete(entry.commandId)
        void link.outbox?.remove(ref, entry.commandId)
        use(-1)
        return []
      }),
    )
  }

  /** Takes over what is kept and not known yet. */
  function restore(): void {
    void link.outbox?.load(ref, link.person()).then(stored => {
      const loaded = stored.flatMap(({ wasSent = false, person, refused, ...command }): OutboxEntry[] => {
        const { commandId } = command
        if (!link.isOurs(person)) return []
        const offset = seen.get(commandId)
        if (known.has(commandId) || (offset !== undefined && !isAfter(offset, shownTo))) {
          // Its effect was seen before it was found.
          if (!entries.some(isOf(commandId))) void link.outbox?.remove(ref, commandId)
          return []
        }
        known.add(commandId)
        use(1)
        const taken = offset
          ? ({ status: 'accepted', error: null, offset } as const)
          : refused
            ? ({ status: 'refused', error: refused, offset: null } as const)
            : waiting
        return [{ ...command, ...taken, wasSent }]
      })
      if (loaded.length === 0) return
      set([...loaded, ...entries])
    })
  }
  restore()

  return {
    entries: () => entries,
    add(command) {
      const entry: OutboxEntry = {
        ...waiting,
        commandId: link.environment.newId(),
        command,
        createdAt: link.environment.now(),
        wasSent: false,
      }
      const { commandId } = entry
      const waiter = Promise.withResolvers<Offset>()
      // Whoever does not wait for the answer reads it from the outbox.
      waiter.promise.catch(() => {})
      waiters.set(commandId, waiter)
      known.add(commandId)
      // What goes out at once is kept as sent: nobody finds it kept before.
      const goesNow = isReady && !(isInLine(entry) && entries.some(isInLine))
      void store(entry, goesNow)
      use(1)
      set([...entries, entry], goesNow ? entry : undefined)
      return { commandId, accepted: waiter.promise }
    },
    edit(commandId, command) {
      const found = entries.find(isOf(commandId))
      // The server keeps no refusals, so that the id is free again after one.
      const mayEdit = found && (found.status === 'refused' || !found.wasSent)
      if (!mayEdit) return false
      const entry = { ...found, ...waiting, command, wasSent: false }
      void store(entry, false)
      change(isOf(commandId), entry)
      return true
    },
    retry(commandId) {
      const found = entries.find(isOf(commandId))
      if (!found || isUnderWay(found)) return
      const entry = { ...found, ...waiting, createdAt: link.environment.now() }
      void store(entry, entry.wasSent)
      change(isOf(commandId), entry)
    },
    discard(commandId) {
      waiters.get(commandId)?.reject(new ClientError('discarded', 'It was taken back.'))
      change(isOf(commandId))
    },
    ready() {
      isReady = true
      // What was said before it was known by whom.
      if (keptOf !== link.person()) for (const entry of entries) void store(entry, entry.wasSent)
      keptOf = link.person()
      set(entries)
      restore()
    },
    forget() {
      for (const { commandId } of entries) {
        waiters.get(commandId)?.reject(new ClientError('principal-changed', 'Somebody else has signed in.'))
        use(-1)
      }
      entries = []
      isReady = false
      shownTo = null
      for (const noted of [waiters, known, seen, marking]) noted.clear()
      restore()
    },
    lost() {
      isReady = false
      change(({ status }) => status === 'sent', {
        status: link.backend.capabilities.exactlyOnce ? 'waiting' : 'expired',
      })
    },
    doubt(taken) {
      if (taken === null) seen.clear()
      if (link.backend.capabilities.exactlyOnce)
        change(({ status, offset }) => status === 'accepted' && isAfter(offset ?? '', taken), {
          status: 'waiting',
        })
    },
    accepted(commandId, offset) {
      failures = 0
      if (!known.has(commandId)) seen.set(commandId, offset)
      waiters.get(commandId)?.resolve(offset)
      // Each further event of the command says it again.
      change(entry => isOf(commandId)(entry) && entry.status !== 'accepted', {
        status: 'accepted',
        error: null,
        offset,
      })
    },
    refused(commandId, frame) {
      const { error, retry, retryAfterMs } = problemOf(frame)
      if (retry === 'later') {
        link.environment.after(retryAfterMs + backoffMs(++failures, link.environment.random()), () =>
          change(isOf(commandId), { error: null }),
        )
        change(isOf(commandId), { status: 'waiting', error })
      } else {
        waiters.get(commandId)?.reject(new ClientError(error.code, error.message))
        change(isOf(commandId), { status: 'refused', error })
        const found = entries.find(isOf(commandId))
        if (found) void store(found, true)
      }
    },
    shown(offset) {
      shownTo = offset
      change(entry => entry.status === 'accepted' && !isAfter(entry.offset ?? '', offset))
    },
  }
}
