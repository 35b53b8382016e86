import type { Command, Id, Offset, Patch, SessionRef } from '@sluice/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Environment } from '../environment.ts'
import { ClientError, type Problem } from '../problem.ts'
import { retryOf } from '../retry.ts'
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
  isReady(): boolean
  request(commandId: Id, command: Command): void
  /** Is told after each change, at once. [C5] */
  changed(): void
}

/** The commands of a session that have not been seen to take effect. [C3] */
export interface Outbox {
  entries(): readonly OutboxEntry[]
  /** The state patches that are to be laid over the view's state. [C8] */
  patches(): readonly Patch[]
  add(command: Command): { commandId: Id; accepted: Promise<Offset> }
  retry(commandId: Id): void
  discard(commandId: Id): void
  /** Sends what may be sent. */
  pump(): void
  /** Requests that were not answered will not be. */
  lost(): void
  accepted(commandId: Id, offset: Offset): void
  refused(commandId: Id, problem: Problem, retryAfterMs: number): void
  /** The view shows everything up to this offset. Returns whether something left. */
  shown(offset: Offset | null): boolean
  /** The log ends here: what was accepted behind it is of another history and is asked for again. */
  ended(head: Offset | null): void
}

const isMessage = ({ command }: OutboxEntry): boolean => command.type === 'message.send'

/** Creates the outbox of a session. Messages are sent one after the other, other commands at once. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { ref, environment, storage } = options
  let entries: readonly OutboxEntry[] = []
  let failures = 0
  const offsets = new Map<Id, Offset>()
  /** Commands that the server asked to send later. */
  const resting = new Set<Id>()
  const waiters = new Map<Id, { resolve(offset: Offset): void; reject(error: ClientError): void }>()

  function change(commandId: Id, to: Partial<OutboxEntry>): void {
    entries = entries.map(entry => (entry.commandId === commandId ? { ...entry, ...to } : entry))
    options.changed()
  }

  const find = (commandId: Id): OutboxEntry | undefined =>
    entries.find(entry => entry.commandId === commandId)

  function drop(isDone: (entry: OutboxEntry) => boolean): boolean {
    const done = entries.filter(isDone)
    if (done.length === 0) return false
    entries = entries.filter(entry => !done.includes(entry))
    for (const { commandId } of done) {
      offsets.delete(commandId)
      waiters.delete(commandId)
      void storage?.remove(ref, commandId)
    }
    return true
  }

  function pump(): void {
    if (!options.isReady()) return
    let isBusy = entries.some(entry => isMessage(entry) && entry.status === 'sent')
    for (const entry of entries) {
      if (entry.status !== 'waiting') continue
      const { commandId, command } = entry
      if (isMessage(entry)) {
        if (isBusy) continue
        isBusy = true
      } else if (environment.now() - entry.createdAt > UNASKED_MS) {
        change(commandId, { status: 'expired' })
        continue
      }
      if (resting.has(commandId)) continue
      change(commandId, { status: 'sent' })
      options.request(commandId, command)
    }
  }

  void storage?.load(ref).then(stored => {
    const known = new Set(entries.map(entry => entry.commandId))
    const loaded = stored
      .filter(({ commandId }) => !known.has(commandId))
      .map(entry => ({ ...entry, status: 'waiting' as const, error: null }))
    if (loaded.length === 0) return
    entries = [...loaded, ...entries]
    options.changed()
    pump()
  })

  return {
    entries: () => entries,
    patches: () =>
      entries.flatMap(({ command, status }) =>
        command.type === 'state.patch' && status !== 'refused' && status !== 'expired' ? [command.patch] : [],
      ),
    add(command) {
      const commandId = environment.newId()
      const stored = { commandId, command, createdAt: environment.now() }
      const accepted = new Promise<Offset>((resolve, reject) => waiters.set(commandId, { resolve, reject }))
      // Whoever does not wait for the answer reads it from the outbox.
      accepted.catch(() => {})
      void storage?.put(ref, stored)
      entries = [...entries, { ...stored, status: 'waiting', error: null }]
      options.changed()
      pump()
      return { commandId, accepted }
    },
    retry(commandId) {
      const status = find(commandId)?.status
      if (status !== 'refused' && status !== 'expired') return
      change(commandId, { status: 'waiting', error: null, createdAt: environment.now() })
      pump()
    },
    discard(commandId) {
      waiters.get(commandId)?.reject(new ClientError('discarded', 'The command was taken out of the outbox.'))
      if (!drop(entry => entry.commandId === commandId)) return
      options.changed()
      pump()
    },
    pump,
    lost() {
      for (const { commandId, status } of entries) {
        if (status === 'sent') change(commandId, { status: options.exactlyOnce ? 'waiting' : 'expired' })
      }
    },
    accepted(commandId, offset) {
      if (find(commandId) === undefined) return
      failures = 0
      offsets.set(commandId, offset)
      waiters.get(commandId)?.resolve(offset)
      change(commandId, { status: 'accepted', error: null })
      pump()
    },
    refused(commandId, error, retryAfterMs) {
      if (find(commandId)?.status !== 'sent') return
      if (retryOf(error.code) === 'later') {
        failures += 1
        resting.add(commandId)
        environment.after(retryAfterMs + backoffMs(failures, environment.random()), () => {
          resting.delete(commandId)
          pump()
        })
        change(commandId, { status: 'waiting', error })
        return
      }
      waiters.get(commandId)?.reject(new ClientError(error.code, error.message))
      change(commandId, { status: 'refused', error })
      pump()
    },
    shown: offset => drop(entry => (offsets.get(entry.commandId) ?? '~') <= (offset ?? '')),
    ended(head) {
      for (const { commandId, status } of entries) {
        if (status === 'accepted' && (offsets.get(commandId) ?? '') > (head ?? ''))
          change(commandId, { status: 'waiting' })
      }
      pump()
    },
  }
}
