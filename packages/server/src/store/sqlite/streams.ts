import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { damaged, storeErrorOf } from './failure.ts'
import { createLogEnd, type LogEnd } from './logEnd.ts'
import { type KeyParts, type KeyText, type Position, partsOfText } from './operations.ts'
import { prepare } from './statement.ts'
import type { Stream } from './stream.ts'
import { sumOf } from './sum.ts'

/** The sessions of a database: their integer keys, their heads, and where their events are. */
export interface Streams {
  /** Null for a session that has nothing. Rejects as damaged when the head does not fit the log. */
  find(key: KeyText): Stream | null
  /** Finds or makes one; only in a transaction. */
  open(key: KeyText): Stream
  /** Begins what a transaction writes. Rejects as `held` where another process wrote since. */
  begin(): void
  /** Gives the event behind sequence `before` its row; only in a transaction, and followed by {@link Streams.advance}. */
  extend(stream: Stream, before: number): number
  /** Moves the head; what was noted is written by {@link Streams.flush}. */
  advance(stream: Stream, head: Position): void
  /** Ends what a transaction writes: the end of the log, and the heads that moved first, until those of at most so many events are left. */
  flush(unwrittenEvents?: number): void
  /** Forgets what the transaction that was taken back had changed. */
  forget(): void
  /** Forgets the sessions found longest ago whose heads are written; only outside a transaction. */
  trim(): void
  /** The rows of a session's events, in order. */
  rows(stream: Stream): readonly number[]
  /** Says which rows are left of a session, each with the sequence it comes behind; only in a transaction, before a flush of all. */
  place(stream: Stream, places: readonly (readonly [row: number, before: number])[]): void
  /** Takes out a session whose rows are gone; only in a transaction. */
  remove(stream: Stream): void
  list(after: KeyParts | null, limit: number): readonly KeyParts[]
}

/** Enough for the sessions that are busy at a time; finding one again takes 10 µs. */
const KEPT_STREAMS = 4096

/**
 * How many events may be newer than the heads of their sessions in `streams`. The next start reads them all, some milliseconds; and of 256 sessions that
 * stream at once, a commit writes 32 heads, not 256.
 */
const UNWRITTEN_EVENTS = 2048

/**
 * Events of a chunk: 16 to 31, by session. An index entry for each event would make an append to each of many sessions write a page of the index for
 * each; chunks of one length would have sessions that stream alike write theirs in the same commit.
 */
const chunkEventsOf = (id: number): number => 16 + (id % 16)

const textOfParts = ([tenant, agent, session]: KeyParts): KeyText => `${agent}\n${session}\n${tenant}`

const sumOfStream = (id: number, name: KeyText, head: Position, tailAfter: number, tail: string): number =>
  sumOf(`${id} ${head[0]} ${head[1]} ${tailAfter} ${tail}`, name)

type Row = readonly [id: number, sequence: number, mark: string, tailAfter: number, tail: string, sum: number]

/** Creates the access to the sessions of a database. */
export function createStreams(db: DatabaseSync): Streams {
  const select = prepare<Row>(
    db,
    'SELECT id, sequence, mark, tail_after, tail, sum FROM streams WHERE tenant = ? AND agent = ? AND session = ?',
  )
  const selectEvent = prepare<[stream: number, sequence: number, mark: string]>(
    db,
    'SELECT stream, sequence, mark FROM events WHERE id = ?',
  )
  const insert = prepare<[id: number]>(
    db,
    `INSERT INTO streams (tenant, agent, session, sequence, mark, tail_after, tail, sum) VALUES (?, ?, ?, 0, '', 0, '', 0)
     RETURNING id`,
  )
  const update = prepare<[]>(
    db,
    'UPDATE streams SET sequence = ?, mark = ?, tail_after = ?, tail = ?, sum = ? WHERE id = ?',
  )
  const selectKey = prepare<KeyParts>(db, 'SELECT tenant, agent, session FROM streams WHERE id = ?')
  const insertChunk = prepare<[]>(db, 'INSERT INTO chunks (stream, after_sequence, events) VALUES (?, ?, ?)')
  const selectChunksBack = prepare<[rows: string]>(
    db,
    'SELECT events FROM chunks WHERE stream = ? ORDER BY after_sequence DESC',
  )
  const listed = prepare<[...KeyParts]>(
    db,
    `SELECT tenant, agent, session FROM streams WHERE sequence > 0 AND (tenant, agent, session) > (?, ?, ?)
     ORDER BY tenant, agent, session LIMIT ?`,
  )
  const selectChunkRows = prepare<[rows: string]>(
    db,
    'SELECT events FROM chunks WHERE stream = ? ORDER BY after_sequence',
  )
  const dropChunks = prepare<[]>(db, 'DELETE FROM chunks WHERE stream = ?')
  const dropStream = prepare<[]>(db, 'DELETE FROM streams WHERE id = ?')
  const logEnd = createLogEnd(db)
  const kept = new Map<string, Stream>()
  /** The sessions whose heads have moved since they were written, with the row of the event that moved them, in the order of these rows. */
  const moved = new Map<Stream, number>()
  /** The sessions that were made in this transaction. */
  const made = new Set<Stream>()
  let end: LogEnd = { headsThrough: 0, last: 0 }
  let isKnown = false
  let last = 0

  const keep = (stream: Stream): Stream => {
    kept.set(stream.name, stream)
    return stream
  }

  /** Whether the last row of the tail is the event at the head; a stream without a head has no tail. */
  const isAtHead = (id: number, [sequence, mark]: Position, tail: string): boolean => {
    if (tail === '') return sequence === 0
    const event = selectEvent.get(Number(tail.slice(tail.lastIndexOf(',') + 1)))
    return event?.[0] === id && event[1] === sequence && event[2] === mark
  }

  const load = (name: KeyText): Stream | null => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const key = partsOfText(name)
    const row = select.get(...key)
    if (row === undefined) return null
    const [id, sequence, mark, tailAfter, tail, sum] = row
    const head: Position = [sequence, mark]
    if (sumOfStream(id, name, head, tailAfter, tail) !== sum || !isAtHead(id, head, tail)) {
      throw damaged(`the head of session ${key.join('/')} does not fit its log`)
    }
    return keep({
      id,
      name,
      key,
      head: sequence === 0 ? null : head,
      tail,
      tailLength: tail === '' ? 0 : tail.split(',').length,
      tailAfter,
    })
  }

  const loadById = (id: number): Stream | null => {
    const key = selectKey.get(id)
    return key === undefined ? null : load(textOfParts(key))
  }

  /** Adds an event to the tail of its session. A tail that was full is given back: it belongs into `chunks`. */
  const lengthen = (
    stream: Stream,
    row: number,
    before: number,
  ): readonly [after: number, rows: string] | null => {
    const isFull = stream.tailLength === chunkEventsOf(stream.id)
    const full = isFull ? ([stream.tailAfter, stream.tail] as const) : null
    if (isFull) stream.tailLength = 0
    if (stream.tailLength === 0) stream.tailAfter = before
    stream.tail = stream.tailLength === 0 ? String(row) : `${stream.tail},${row}`
    stream.tailLength += 1
    if (!moved.has(stream)) moved.set(stream, row)
    return full
  }

  /** Whether a row is among those of a session, of which it would not be the newest. */
  const holdsRow = (stream: Stream, row: number): boolean => {
    const isIn = (rows: string): boolean => `,${rows},`.includes(`,${row},`)
    if (isIn(stream.tail)) return true
    for (const [rows] of selectChunksBack.iterate(stream.id)) {
      // A list begins with its first row.
      if (Number.parseInt(rows, 10) <= row) return isIn(rows)
    }
    return false
  }

  /** Learns from the disk where the log ends, and moves the heads that were not written since. */
  const learn = (): void => {
    try {
      end = logEnd.read()
      last = end.last
      for (const { row, stream: id, cells, isWhole } of logEnd.eventsAfterHeads(end)) {
        const stream = loadById(id)
        if (stream === null) throw damaged(`event ${row} of its log is of no session`)
        const before = stream.head?.[0] ?? 0
        const [sequence, mark] = cells
        const isWritten = sequence <= before
        if (!(isWritten ? holdsRow(stream, row) : isWhole(before))) {
          throw damaged(`event ${row} of its log is not what was written`)
        }
        if (isWritten) continue
        // A full tail was put into its chunk when the event was written.
        lengthen(stream, row, before)
        stream.head = [sequence, mark]
      }
      isKnown = true
    } catch (cause) {
      throw storeErrorOf(cause)
    }
  }

  const find = (name: KeyText): Stream | null => {
    if (!isKnown) learn()
    return load(name)
  }

  const write = ({ id, name, head, tail, tailAfter, key }: Stream): void => {
    const [sequence, mark] = head ?? [0, '']
    const sum = sumOfStream(id, name, [sequence, mark], tailAfter, tail)
    if (update.run(sequence, mark, tailAfter, tail, sum, id) !== 1)
      throw damaged(`session ${key.join('/')} is gone`)
  }

  learn()

  return {
    find,
    open: name => {
      const found = find(name)
      if (found !== null) return found
      const key = partsOfText(name)
      const id = insert.get(...key)?.[0] ?? 0
      const stream: Stream = { id, name, key, head: null, tail: '', tailLength: 0, tailAfter: 0 }
      made.add(stream)
      return keep(stream)
    },
    begin: () => {
      if (!isKnown) learn()
      const now = logEnd.read()
      if (now.last === end.last && now.headsThrough === end.headsThrough) return
      throw new StoreError(
        'held',
        'Another process has written to this database, so nothing was appended. One directory belongs to one server: end the other one.',
      )
    },
    extend: (stream, before) => {
      last += 1
      const full = lengthen(stream, last, before)
      if (full !== null) insertChunk.run(stream.id, ...full)
      return last
    },
    advance: (stream, head) => {
      stream.head = head
    },
    flush: (unwrittenEvents = UNWRITTEN_EVENTS) => {
      for (const [stream, row] of moved) {
        if (row > last - unwrittenEvents) break
        write(stream)
        moved.delete(stream)
        made.delete(stream)
      }
      // A session is made with its head, so that it is never there and empty.
      for (const stream of made) write(stream)
      made.clear()
      const [first = last + 1] = moved.values()
      if (last === end.last && first - 1 === end.headsThrough) return
      end = { headsThrough: first - 1, last }
      logEnd.write(end)
    },
    forget: () => {
      isKnown = false
      moved.clear()
      made.clear()
      kept.clear()
    },
    trim: () => {
      for (const [name, stream] of kept) {
        if (kept.size <= KEPT_STREAMS) return
        if (!moved.has(stream)) kept.delete(name)
      }
    },
    rows: ({ id, tail }) =>
      [...selectChunkRows.all(id).map(([rows]) => rows), tail].flatMap(rows =>
        rows === '' ? [] : rows.split(',').map(Number),
      ),
    place: (stream, places) => {
      dropChunks.run(stream.id)
      Object.assign(stream, { tail: '', tailLength: 0, tailAfter: 0 })
      for (const place of places) {
        const full = lengthen(stream, ...place)
        if (full !== null) insertChunk.run(stream.id, ...full)
      }
    },
    remove: stream => {
      dropStream.run(stream.id)
      kept.delete(stream.name)
      moved.delete(stream)
      made.delete(stream)
    },
    list: (after, limit) => listed.all(...(after ?? ['', '', '']), limit),
  }
}
