import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { damaged } from './failure.ts'
import type { KeyParts, KeyText, Position } from './operations.ts'
import { prepare } from './statement.ts'
import { sumOf } from './sum.ts'

/** A session as the database knows it. */
export interface Stream {
  readonly id: number
  readonly name: KeyText
  readonly key: KeyParts
  /** The head; null while there are only blobs. */
  head: Position | null
  /**
   * Rows of the newest events, in order: of the last at least, where there is one. Those before are in `chunks`. The inside of a JSON array, which
   * grows at its end.
   */
  tail: string
  tailLength: number
  /** The sequence before that of the first event of the tail. */
  tailAfter: number
}

/** The sessions of a database: their integer keys, their heads, and where their events are. */
export interface Streams {
  /** Null for a session that has nothing. Rejects as damaged when the head does not fit the log. */
  find(key: KeyText): Stream | null
  /** Finds or makes one; only in a transaction. */
  open(key: KeyText): Stream
  /** Notes that the event behind sequence `before` stands in a row; only in a transaction, and followed by {@link Streams.advance}. */
  extend(stream: Stream, row: number, before: number): void
  /** Moves the head; what was noted is written by {@link Streams.flush}. */
  advance(stream: Stream, head: Position): void
  /** Writes the sessions that moved: each once, however many appends there were. */
  flush(): void
  /** Forgets what the transaction that was taken back had changed. */
  forget(): void
  /** Forgets the sessions found longest ago; only outside a transaction. */
  trim(): void
  list(after: KeyParts | null, limit: number): readonly KeyParts[]
}

/** Enough for the sessions that are busy at a time; finding one again takes 10 µs. */
const KEPT_STREAMS = 4096

/**
 * Events of a chunk: 16 to 31, by session. An index entry for each event would make an append to each of many sessions write a page of the index for
 * each; chunks of one length would have sessions that stream alike write theirs in the same commit.
 */
const chunkEventsOf = (id: number): number => 16 + (id % 16)

/** The name of a session in a message to a person. */
export function nameOf({ key }: Stream): string {
  return key.join('/')
}

function partsOf(name: KeyText): KeyParts {
  const [agent = '', session = '', ...tenant] = name.split('\n')
  return [tenant.join('\n'), agent, session]
}

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
    'UPDATE streams SET sequence = ?, mark = ?, tail_after = ?, tail = ?, sum = ? WHERE id = ? AND sequence = ? AND mark = ?',
  )
  const insertChunk = prepare<[]>(db, 'INSERT INTO chunks (stream, after_sequence, events) VALUES (?, ?, ?)')
  const listed = prepare<[...KeyParts]>(
    db,
    `SELECT tenant, agent, session FROM streams WHERE sequence > 0 AND (tenant, agent, session) > (?, ?, ?)
     ORDER BY tenant, agent, session LIMIT ?`,
  )
  const kept = new Map<string, Stream>()
  /** The heads that were on disk, of the streams whose heads have moved. */
  const moved = new Map<Stream, Position>()

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

  const find = (name: KeyText): Stream | null => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const key = partsOf(name)
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

  const write = ({ id, name, head, tail, tailAfter }: Stream, before: Position): void => {
    const [sequence, mark] = head ?? [0, '']
    const sum = sumOfStream(id, name, [sequence, mark], tailAfter, tail)
    if (update.run(sequence, mark, tailAfter, tail, sum, id, ...before) === 1) return
    throw new StoreError(
      'held',
      'Another process has written to this session, so nothing was appended. One directory belongs to one server: end the other one.',
    )
  }

  return {
    find,
    open: name => {
      const found = find(name)
      if (found !== null) return found
      const key = partsOf(name)
      const id = insert.get(...key)?.[0] ?? 0
      const stream: Stream = { id, name, key, head: null, tail: '', tailLength: 0, tailAfter: 0 }
      write(stream, [0, ''])
      return keep(stream)
    },
    extend: (stream, row, before) => {
      if (stream.tailLength === chunkEventsOf(stream.id)) {
        insertChunk.run(stream.id, stream.tailAfter, stream.tail)
        stream.tailLength = 0
      }
      if (stream.tailLength === 0) stream.tailAfter = before
      stream.tail = stream.tailLength === 0 ? String(row) : `${stream.tail},${row}`
      stream.tailLength += 1
    },
    advance: (stream, head) => {
      if (!moved.has(stream)) moved.set(stream, stream.head ?? [0, ''])
      stream.head = head
    },
    flush: () => {
      for (const [stream, before] of moved) write(stream, before)
      moved.clear()
    },
    forget: () => {
      moved.clear()
      kept.clear()
    },
    trim: () => {
      for (const name of kept.keys()) {
        if (kept.size <= KEPT_STREAMS) return
        kept.delete(name)
      }
    },
    list: (after, limit) => listed.all(...(after ?? ['', '', '']), limit),
  }
}
