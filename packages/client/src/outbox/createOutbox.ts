import type { Command, Id, Offset, Patch, SessionRef } from '@sluice/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Environment } from '../environment.ts'
import { ClientError, type Problem } from '../problem.ts'
import { retryOf } from '../retry.ts'
import type { Sent } from '../session/SessionStore.ts'
import type { OutboxEntry } from './OutboxEntry.ts'
import type { OutboxStorage, StoredCommand } from './OutboxStorage.ts'

/** An answer to a question may be stale by then; a message is not. [C3] */
const UNASKED_MS = 120_000

/** What the outbox of a session is made of. */
export interface OutboxOptions {
  readonly ref: SessionRef
  readonly environment: Environment
  readonly storage: OutboxStorage | undefined
  /** Whether a command sent twice has one effect. [C7] */
  readonly exactlyOnce: boolean
  isReady(): boolean
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
  /** Sends what may be sent. */
  pump(): void
  /** Requests that were not answered will not be. */
  lost(): void
  accepted(commandId: Id, offset: Offset): void
  refused(commandId: Id, error: Problem, retryAfterMs: number): void
  /** The view shows everything up to this offset. */
  shown(offset: Offset | null): void
  /** The log ends here: what was accepted behind it is of another history and is asked for again. */
  ended(head: Offset | null): void
}

const toEntry = (stored: StoredCommand): OutboxEntry => ({
  ...stored,
  status: 'waiting',
  error: null,
  offset: null,
})

/** The state patches of an outbox that are to be laid over the view's state, in order. [C8] */
export function patchesOf(entries: readonly OutboxEntry[]): Patch[] {
  return entries.flatMap(({ command, status }) =>
    command.type === 'state.patch' && status !== 'refused' && status !== 'expired' ? [command.patch] : [],
  )
}

/** Creates the outbox of a session. Messages are sent one after the other, other commands at once. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { ref, environment, storage } = options
  let entries: readonly OutboxEntry[] = []
  let failures = 0
  /** Commands that the server asked to send later. */
  const resting = new Set<Id>()
  const waiters = new Map<Id, { resolve(offset: Offset): void; reject(error: ClientError): void }>()

  function set(next: readonly OutboxEntry[]): void {
    entries = next
    const due = options.isReady() ? takeDue() : []
    for (const { commandId, command } of due) options.request(commandId, command)
    options.changed()
  }

  /** Marks what is to be sent now as sent, and returns it. */
  function takeDue(): readonly OutboxEntry[] {
    const before = entries
    let isBusy = false
    entries = before.map(entry => {
      const isMessage = entry.command.type === 'message.send'
      const isFree = entry.status === 'waiting' && !resting.has(entry.commandId) && !(isMessage && isBusy)
      const isStale = !isMessage && environment.now() - entry.createdAt > UNASKED_MS
      const next: OutboxEntry = isFree ? { ...entry, status: isStale ? 'expired' : 'sent' } : entry
      isBusy ||= isMessage && (next.status === 'waiting' || next.status === 'sent')
      return next
    })
    return entries.filter((entry, at) => entry.status === 'sent' && before[at] !== entry)
  }

  /** Changes the entries with one of these statuses, or the one with this id. */
  function change(which: (entry: OutboxEntry) => boolean, to: Partial<OutboxEntry>): boolean {
    const isThere = entries.some(which)
    if (isThere) set(entries.map(entry => (which(entry) ? { ...entry, ...to } : entry)))
    return isThere
  }

  function remove(which: (entry: OutboxEntry) => boolean): void {
    for (const { commandId } of entries.filter(which)) {
      waiters.delete(commandId)
      void storage?.remove(ref, commandId)
    }
    if (entries.some(which)) set(entries.filter(entry => !which(entry)))
  }

  const has =
    (commandId: Id, ...statuses: OutboxEntry['status'][]) =>
    (entry: OutboxEntry): boolean =>
      entry.commandId === commandId && (statuses.length === 0 || statuses.includes(entry.status))

  const pump = (): void => set(entries)

  void storage?.load(ref).then(stored => {
    const loaded = stored.filter(({ commandId }) => !entries.some(has(commandId))).map(toEntry)
    set([...loaded, ...entries])
  })

  return {
    entries: () => entries,
    add(command) {
      const stored = { commandId: environment.newId(), command, createdAt: environment.now() }
      const accepted = new Promise<Offset>((resolve, reject) =>
        waiters.set(stored.commandId, { resolve, reject }),
      )
      // Whoever does not wait for the answer reads it from the outbox.
      accepted.catch(() => {})
      void storage?.put(ref, stored)
      set([...entries, toEntry(stored)])
      return { commandId: stored.commandId, accepted }
    },
    retry(commandId) {
      change(has(commandId, 'refused', 'expired'), {
        status: 'waiting',
        error: null,
        createdAt: environment.now(),
      })
    },
    discard(commandId) {
      waiters.get(commandId)?.reject(new ClientError('discarded', 'The command was taken back.'))
      remove(has(commandId))
    },
    pump,
    lost() {
      change(({ status }) => status === 'sent', { status: options.exactlyOnce ? 'waiting' : 'expired' })
    },
    accepted(commandId, offset) {
      failures = 0
      waiters.get(commandId)?.resolve(offset)
      // Each further event of the command says it again.
      change(entry => has(commandId)(entry) && entry.status !== 'accepted', {
        status: 'accepted',
        error: null,
        offset,
      })
    },
    refused(commandId, error, retryAfterMs) {
      const isLater = retryOf(error.code) === 'later'
      if (isLater) {
        resting.add(commandId)
        environment.after(retryAfterMs + backoffMs(++failures, environment.random()), () => {
          resting.delete(commandId)
          pump()
        })
      } else waiters.get(commandId)?.reject(new ClientError(error.code, error.message))
      change(has(commandId, 'sent'), { status: isLater ? 'waiting' : 'refused', error })
    },
    shown: offset => remove(entry => entry.offset !== null && entry.offset <= (offset ?? '')),
    ended(head) {
      change(entry => entry.offset !== null && entry.offset > (head ?? ''), {
        status: 'waiting',
        offset: null,
      })
    },
  }
}
