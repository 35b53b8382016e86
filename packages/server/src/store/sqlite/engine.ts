import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { createAttachments } from './attachments.ts'
import { refusalOf } from './failure.ts'
import { createInbox } from './inbox.ts'
import { createLog } from './log.ts'
import {
  type Answer,
  type AnswerOf,
  type Batch,
  type KeyText,
  type Operation,
  type Position,
  partsOfText,
  type Request,
  type RequestOf,
} from './operations.ts'
import { offsetText } from './position.ts'
import { createProjections } from './projections.ts'
import { createRewriting } from './rewrite.ts'
import type { Stream } from './stream.ts'
import { createStreams } from './streams.ts'
import { createTombstones } from './tombstones.ts'

/** The database at work, in the thread that calls it. */
export interface Engine {
  /**
   * Does the writes in one transaction, in order, then the reads. A write that is refused leaves the others alone; when the database fails, the
   * writes are tried again one by one, so that one that cannot be written does not take the others with it. [S2]
   */
  perform(batch: Batch): Answer[]
  /** Whether something was taken out for good since this was last asked. */
  hasErased(): boolean
  /** Writes what the next start would otherwise have to read the newest events for; before the database is closed. */
  settle(): void
}

const WRITES: ReadonlySet<Operation> = new Set<Operation>([
  'append',
  'rewrite',
  'remove',
  'replace',
  'putBlob',
  'dropBlobs',
  'putSnapshot',
])

const isWrite = (request: Request | number): boolean => typeof request === 'number' || WRITES.has(request.op)

/** What most requests are answered with; one object for all, because it then crosses to the other thread once. */
const DONE: Answer = { value: null }

type Handlers = { readonly [O in Operation]: (request: RequestOf<O>, batch: Batch) => AnswerOf<O> }

/** Creates the engine of an open database that has its tables. */
export function createEngine(db: DatabaseSync): Engine {
  const streams = createStreams(db)
  const log = createLog(db, streams)
  const projections = createProjections(db)
  const inbox = createInbox(db)
  const attachments = createAttachments(db)
  const rewriting = createRewriting(db, streams)
  const tombstones = createTombstones(db)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')

  /** Answers `none` for a session that has nothing: reading creates nothing. [S11] */
  const within = <T>(key: KeyText, none: T, read: (stream: Stream) => T): T => {
    const stream = streams.find(key)
    return stream === null ? none : read(stream)
  }

  const streamAt = (key: KeyText, head: Position, message: string): Stream => {
    const stream = streams.find(key)
    if (stream?.head?.[0] === head[0] && stream.head[1] === head[1]) return stream
    throw new StoreError('conflict', message)
  }

  /** A session that may be written to: one that was deleted is not made again. [S12] */
  const writable = (key: KeyText): void => {
    if (streams.find(key) === null && tombstones.find(key) !== null)
      throw new StoreError(
        'deleted',
        'The session was deleted, so nothing is written to it any more. Use another id.',
      )
  }

  const handlers: Handlers = {
    append: (request, batch) => {
      writable(batch.cells[request.cellsFrom] as KeyText)
      const stream = log.append(request.cellsFrom, batch)
      if (request.named !== undefined) {
        const from = request.blobsFrom === undefined ? null : streams.find(request.blobsFrom)
        if (from !== null) attachments.copyBlobs(stream, from, request.named)
        attachments.nameBlobs(stream, request.named)
      }
      if (request.projected !== undefined) projections.write(stream, request.projected)
      if (request.changed !== undefined) rewriting.change(stream, request.changed)
      return null
    },
    rewrite: ({ key, head, changed }) => {
      rewriting.change(streamAt(key, head, 'The log went on, so it was not rewritten.'), changed)
      return null
    },
    remove: ({ keys, tombstone }) => {
      for (const key of keys) {
        const stream = streams.find(key)
        if (stream !== null) rewriting.remove(stream)
        tombstones.put(key, tombstone)
      }
      return null
    },
    tombstone: ({ key }) => tombstones.find(key),
    replace: ({ key, head, projected }) => {
      const message =
        'The log went on while its projections were made again, so they were not replaced. Make them again.'
      projections.replace(streamAt(key, head, message), projected)
      return null
    },
    putBlob: request => {
      writable(request.key)
      attachments.putBlob(streams.open(request.key), request)
      return null
    },
    dropBlobs: ({ storedBefore }) => attachments.dropBlobs(storedBefore),
    putSnapshot: request => {
      const stream = streams.find(request.key)
      if (stream === null || !log.holds(stream, request.at)) {
        throw new StoreError(
          'conflict',
          `The log does not hold ${offsetText(request.at)}, so a snapshot there would be of another history. Take it of a view whose events are durable.`,
        )
      }
      attachments.putSnapshot(stream, request)
      return null
    },
    head: ({ key }) => within(key, null, stream => stream.head),
    read: request => log.read(request),
    holds: ({ key, at }) => within(key, false, stream => log.holds(stream, at)),
    page: request => within(request.key, '[]', stream => projections.page(stream, request)),
    search: request =>
      within(request.key, { entries: [], before: null }, stream => {
        const rows = projections.entries(stream, request.before, request.limit)
        const first = rows[0]?.[0] ?? 0
        return { entries: rows.map(([, json]) => json), before: first > 0 ? first : null }
      }),
    command: request => within(request.key, null, stream => projections.command(stream, request)),
    directory: request => inbox.directory(request),
    approvals: request => inbox.approvals(request),
    unsettled: () => inbox.unsettled(),
    wakes: () => inbox.wakes(),
    forks: ({ key }) => inbox.forks(partsOfText(key)),
    idle: request => inbox.idle(request),
    sessions: ({ after, limit }) => streams.list(after, limit),
    getBlob: ({ key, hash }) => within(key, null, stream => attachments.getBlob(stream, hash)),
    getSnapshot: request => within(request.key, null, stream => attachments.getSnapshot(stream, request)),
  }

  const handle = (request: Request | number, batch: Batch): Answer => {
    if (typeof request === 'number') {
      writable(batch.cells[request] as KeyText)
      log.append(request, batch)
      return DONE
    }
    // The handler of an operation takes its requests: the table's type says so, one key at a time.
    const handler = handlers[request.op] as (request: Request, batch: Batch) => AnswerOf<Operation>
    const value = handler(request, batch)
    return value === null ? DONE : { value }
  }

  const attempt = (request: Request | number, batch: Batch): Answer => {
    try {
      return handle(request, batch)
    } catch (cause) {
      return { refusal: refusalOf(cause) }
    }
  }

  /** A {@link StoreError} comes before the first change; any other error leaves the transaction half done. */
  const write = (request: Request | number, batch: Batch): Answer => {
    try {
      return handle(request, batch)
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      return { refusal: refusalOf(cause) }
    }
  }

  const takeBack = (): void => {
    streams.forget()
    if (db.isTransaction) db.exec('ROLLBACK')
  }

  const transact = (writes: Batch['requests'], batch: Batch): Answer[] => {
    try {
      begin.run()
      streams.begin()
      const answers = writes.map(request => write(request, batch))
      streams.flush()
      commit.run()
      return answers
    } catch (cause) {
      takeBack()
      return writes.length === 1
        ? [{ refusal: refusalOf(cause) }]
        : writes.flatMap(request => transact([request], batch))
    }
  }

  return {
    perform: batch => {
      const writes = batch.requests.filter(isWrite)
      const written = writes.length === 0 ? [] : transact(writes, batch)
      let next = 0
      const answers = batch.requests.map(request => {
        if (!isWrite(request)) return attempt(request, batch)
        const answer = written[next]
        next += 1
        return answer ?? DONE
      })
      streams.trim()
      return answers
    },
    hasErased: rewriting.hasErased,
    settle: () => {
      try {
        begin.run()
        streams.begin()
        streams.flush(0)
        commit.run()
      } catch {
        // The next start reads what was not written here from the log.
        takeBack()
      }
    },
  }
}
