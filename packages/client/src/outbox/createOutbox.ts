import type { Command, Id, Offset, ServerFrame, SessionRef } from '@sluice/protocol'
import { keep } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import type { Environment } from '../environment.ts'
import { ClientError, problemOf } from '../problem.ts'
import type { Sent } from '../session/SessionStore.ts'
import type { OutboxEntry } from './OutboxEntry.ts'
import type { OutboxStorage } from './OutboxStorage.ts'

/** An answer to a question may be stale by then; a message is not. [C3] */
const UNASKED_MS = 120_000

/** What the outbox of a session is made of. */
export interface OutboxOptions {
  readonly ref: SessionRef
  readonly environment: Environment
  readonly storage: OutboxStorage | undefined
  /** Whether a command sent twice has one effect. [C7] */
  readonly exactlyOnce: boolean
  request(commandId: Id, command: Command): void
  /** Is told after each change, at once. [C5] */
  changed(): void
}

/** The commands of a session that have not been seen to take effect. [C3] */
export interface Outbox {
  entries(): readonly OutboxEntry[]
  add(command: Command): Sent
  retry(commandId: Id): void
  discard(commandId: Id): void
  /** Requests may be sent. */
  ready(): void
  /** They may not, and those that were not answered will not be. */
  lost(): void
  accepted(commandId: Id, offset: Offset): void
  refused(commandId: Id, frame: ServerFrame<'refused'>): void
  /** The view shows everything up to this offset. */
  shown(offset: Offset | null): void
  /** The log ends here: what was accepted behind it is of another history and is asked for again. */
  ended(head: Offset | null): void
}

const waiting = { status: 'waiting', error: null, offset: null } as const

/** Tells whether a command may still take effect without anybody's help. */
export const isUnderWay = ({ status }: OutboxEntry): boolean => status !== 'refused' && status !== 'expired'

const isOf =
  (id: Id) =>
  ({ commandId }: OutboxEntry): boolean =>
    commandId === id

/** Creates the outbox of a session. Messages are sent one after the other, other commands at once. */
export function createOutbox({
  ref,
  environment,
  storage,
  exactlyOnce,
  request,
  changed,
}: OutboxOptions): Outbox {
  const { now, newId, random, after } = environment
  const waiters = new Map<Id, PromiseWithResolvers<Offset>>()
  let entries: readonly OutboxEntry[] = []
  let isReady = false
  let failures = 0

  /** Puts other entries in the place of those that are there, and sends what may be sent. */
  function set(next: readonly OutboxEntry[]): void {
    const due: OutboxEntry[] = []
    let isBusy = false
    const sent = next.map((entry): OutboxEntry => {
      const { command, status, error, createdAt } = entry
      const isMessage = command.type === 'message.send'
      // What has an error waits until its time has come.
      const isFree = isReady && status === 'waiting' && !error && !(isMessage && isBusy)
      isBusy ||= isMessage && (status === 'waiting' || status === 'sent')
      if (!isFree) return entry
      if (!isMessage && now() - createdAt > UNASKED_MS) return { ...entry, status: 'expired' }
      due.push(entry)
      return { ...entry, status: 'sent' }
    })
    entries = keep(entries, sent)
    for (const { commandId, command } of due) request(commandId, command)
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
        void storage?.remove(ref, entry.commandId)
        return []
      }),
    )
  }

  void storage?.load(ref).then(stored => {
    const loaded = stored.filter(({ commandId }) => !entries.some(isOf(commandId)))
    set([...loaded.map(command => ({ ...command, ...waiting })), ...entries])
  })

  return {
    entries: () => entries,
    add(command) {
      const stored = { commandId: newId(), command, createdAt: now() }
      const waiter = Promise.withResolvers<Offset>()
      // Whoever does not wait for the answer reads it from the outbox.
      waiter.promise.catch(() => {})
      waiters.set(stored.commandId, waiter)
      void storage?.put(ref, stored)
      set([...entries, { ...stored, ...waiting }])
      return { commandId: stored.commandId, accepted: waiter.promise }
    },
    retry(commandId) {
      change(entry => isOf(commandId)(entry) && !isUnderWay(entry), { ...waiting, createdAt: now() })
    },
    discard(commandId) {
      waiters.get(commandId)?.reject(new ClientError('discarded', 'The command was taken back.'))
      change(isOf(commandId))
    },
    ready() {
      isReady = true
      set(entries)
    },
    lost() {
      isReady = false
      change(({ status }) => status === 'sent', exactlyOnce ? waiting : { status: 'expired' })
    },
    accepted(commandId, offset) {
      failures = 0
      waiters.get(commandId)?.resolve(offset)
      // Each further event of the command says it again.
      change(entry => isOf(commandId)(entry) && entry.offset === null, {
        status: 'accepted',
        error: null,
        offset,
      })
    },
    refused(commandId, frame) {
      const { error, retry, retryAfterMs } = problemOf(frame)
      const isLater = retry === 'later'
      if (isLater)
        after(retryAfterMs + backoffMs(++failures, random()), () => change(isOf(commandId), { error: null }))
      else waiters.get(commandId)?.reject(new ClientError(error.code, error.message))
      change(isOf(commandId), { status: isLater ? 'waiting' : 'refused', error })
    },
    shown: offset => change(entry => entry.offset !== null && entry.offset <= (offset ?? '')),
    ended: head => change(entry => entry.offset !== null && entry.offset > (head ?? ''), waiting),
  }
}
