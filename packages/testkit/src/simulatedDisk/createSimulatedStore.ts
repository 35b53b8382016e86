import { createWriteCheck, DELETED, FENCED } from './checkWrites.ts'
import {
  findBlob,
  findSession,
  findSnapshot,
  headOf,
  holds,
  listApprovals,
  listDirectory,
  listForks,
  listIdle,
  listSessions,
  listUnsettled,
  listWakes,
  readLog,
  readPage,
  searchPage,
} from './readTables.ts'
import { commandText, type Tables, type WriteRecord } from './tables.ts'
import type { SimulatedStore } from './types.ts'

/** What a simulated store asks of its disk. Each calls back later, unless the disk has crashed by then. */
export interface DiskPort {
  /** Puts records, each a JSON text, on the disk in one commit; calls back with what each came to, or with null when the disk did not take them. */
  commit(records: readonly string[], done: (results: readonly number[] | null) => void): void
  read(done: () => void): void
  /** Says that the store is closed. */
  close(): void
}

interface Waiting {
  /** Null for a read. */
  readonly record: WriteRecord | null
  /** The record as it was when it was asked for. */
  readonly text: string
  /** Answers when a write is durable, or when a read has its turn. */
  readonly answer: (result: number) => void
  readonly refuse: (cause: Error) => void
}

/** Creates the store on an open disk: commits that clock themselves, like those of the store it stands for. [S2] */
export function createSimulatedStore(
  tables: Tables,
  disk: DiskPort,
  error: (code: string, message: string) => Error,
): SimulatedStore {
  let waiting: Waiting[] = []
  let isBusy = false
  let closed: { done: Promise<void>; finish: () => void } | null = null

  const next = (): void => {
    if (waiting.length === 0) {
      isBusy = false
      if (closed !== null) closed.finish()
      return
    }
    const batch = waiting
    waiting = []
    write(batch, () => read(batch))
  }

  const write = (batch: readonly Waiting[], then: () => void): void => {
    const check = createWriteCheck(tables)
    const accepted: Waiting[] = []
    for (const one of batch) {
      if (one.record === null) continue
      const reason = check(one.record)
      if (reason === null) accepted.push(one)
      else if (reason === FENCED)
        one.refuse(
          error('fenced', 'Another host has leased the session since, so nothing was written. Let go of it.'),
        )
      else if (reason === DELETED) one.refuse(error('deleted', 'The session was deleted. Use another id.'))
      else
        one.refuse(
          error('conflict', `${reason} Nothing was written. Read the log from there and decide again.`),
        )
    }
    if (accepted.length === 0) {
      then()
      return
    }
    disk.commit(
      accepted.map(({ text }) => text),
      results => {
        for (const [index, { answer, refuse }] of accepted.entries()) {
          const result = results?.[index]
          if (result === undefined)
            refuse(error('failed', 'The disk did not take it, so nothing changed. Try again.'))
          else answer(result)
        }
        then()
      },
    )
  }

  const read = (batch: readonly Waiting[]): void => {
    const reads = batch.filter(({ record }) => record === null)
    if (reads.length === 0) {
      next()
      return
    }
    disk.read(() => {
      for (const { answer } of reads) answer(0)
      next()
    })
  }

  const ask = <T>(record: WriteRecord | null, value: (result: number) => T): Promise<T> => {
    if (closed !== null)
      return Promise.reject(error('closed', 'The store is closed, so nothing was done. Open it again.'))
    return new Promise((resolve, reject) => {
      const text = record === null ? '' : JSON.stringify(record)
      waiting.push({ record, text, answer: result => resolve(value(result)), refuse: reject })
      if (isBusy) return
      isBusy = true
      // A microtask later, so that what is asked in one go is one commit.
      queueMicrotask(next)
    })
  }

  const put = (record: WriteRecord): Promise<void> => ask(record, () => undefined)
  const get = <T>(value: () => T): Promise<T> => ask(null, value)

  return {
    lease: key => ask({ op: 'lease', key }, epoch => epoch),
    append: append => put({ op: 'append', ...append }),
    head: key => get(() => headOf(findSession(tables, key))),
    read: (key, after, maxBytes) => get(() => readLog(findSession(tables, key)?.log ?? [], after, maxBytes)),
    holds: (key, offset) => get(() => holds(findSession(tables, key)?.log ?? [], offset)),
    page: (key, before, limit) => get(() => readPage(findSession(tables, key)?.pages ?? [], before, limit)),
    search: (key, words, before, limit) =>
      get(() => searchPage(findSession(tables, key)?.pages ?? [], words, before, limit)),
    command: (key, principal, commandId) =>
      get(() => findSession(tables, key)?.commands.get(commandText(principal, commandId)) ?? null),
    directory: (tenant, filter) => get(() => listDirectory(tables, tenant, filter)),
    approvals: (tenant, limit, after = null) => get(() => listApprovals(tables, tenant, limit, after)),
    unsettled: () => get(() => listUnsettled(tables)),
    wakes: () => get(() => listWakes(tables)),
    idle: (updatedBefore, after, limit) => get(() => listIdle(tables, updatedBefore, after, limit)),
    sessions: (after, limit) => get(() => listSessions(tables, after, limit)),
    forks: key => get(() => listForks(tables, key)),
    replaceProjections: (key, head, projections) => put({ op: 'replace', key, head, projections }),
    rewrite: (key, head, changes) => put({ op: 'rewrite', key, head, changes }),
    remove: (keys, tombstone) => put({ op: 'remove', keys, tombstone }),
    tombstone: key => get(() => findSession(tables, key)?.tombstone ?? null),
    putBlob: (key, hash, { bytes, mediaType, audience }, storedAt) => {
      const content = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
      return put({ op: 'blob', key, hash, content, mediaType, audience, storedAt })
    },
    getBlob: (key, hash) => get(() => findBlob(findSession(tables, key), hash)),
    dropUnnamedBlobs: storedBefore => ask({ op: 'drop', storedBefore }, dropped => dropped),
    putSnapshot: (key, snapshot) => put({ op: 'snapshot', key, snapshot }),
    getSnapshot: (key, viewRevision, atOrBefore) =>
      get(() => findSnapshot(findSession(tables, key), viewRevision, atOrBefore)),
    close: () => {
      if (closed === null) {
        let finish = (): void => {}
        const done = new Promise<void>(resolve => {
          finish = () => {
            disk.close()
            resolve()
          }
        })
        closed = { done, finish }
        if (!isBusy) finish()
      }
      return closed.done
    },
  }
}
