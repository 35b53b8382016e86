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
}

/** The sessions of a database: their integer keys and heads. */
export interface Streams {
  /** Null for a session that has nothing. Rejects as damaged when the head does not fit the log. */
  find(name: KeyText): Stream | null
  /** Finds or makes one; only in a transaction. */
  open(name: KeyText): Stream
  /** Moves a head; it is written by {@link Streams.flush}. */
  advance(stream: Stream, head: Position): void
  /** Writes the heads that moved: once for each, however many appends there were. */
  flush(): void
  /** Forgets what the transaction that was taken back had changed. */
  forget(): void
  /** Forgets the sessions found longest ago; only outside a transaction. */
  trim(): void
  list(after: KeyParts | null, limit: number): readonly KeyParts[]
}

/** Enough for the sessions that are busy at a time; finding one again takes 10 µs. */
const KEPT_STREAMS = 4096

const sumOfStream = (id: number, name: KeyText, [sequence, mark]: Position): number =>
  sumOf(`${id} ${sequence} ${mark}`, name)

function partsOf(name: KeyText): KeyParts {
  const [agent = '', session = '', ...tenant] = name.split('\n')
  return [tenant.join('\n'), agent, session]
}

/** The name of a session in a message to a person. */
export function nameOf({ key }: Stream): string {
  return key.join('/')
}

const isSame = (a: Position | null, b: Position | null): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1]

/** Creates the access to the sessions of a database. */
export function createStreams(db: DatabaseSync): Streams {
  const select = prepare<[id: number, sequence: number, mark: string, sum: number]>(
    db,
    'SELECT id, sequence, mark, sum FROM streams WHERE tenant = ? AND agent = ? AND session = ?',
  )
  const selectLast = prepare<[sequence: number, mark: string]>(
    db,
    'SELECT sequence, mark FROM events WHERE stream = ? ORDER BY sequence DESC LIMIT 1',
  )
  const insert = prepare<[id: number]>(
    db,
    "INSERT INTO streams (tenant, agent, session, sequence, mark, sum) VALUES (?, ?, ?, 0, '', 0) RETURNING id",
  )
  const update = prepare<[]>(
    db,
    'UPDATE streams SET sequence = ?, mark = ?, sum = ? WHERE id = ? AND sequence = ? AND mark = ?',
  )
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

  const find = (name: KeyText): Stream | null => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const key = partsOf(name)
    const row = select.get(...key)
    if (row === undefined) return null
    const [id, sequence, mark, sum] = row
    const head: Position | null = sequence === 0 ? null : [sequence, mark]
    const isIntact = sumOfStream(id, name, [sequence, mark]) === sum
    if (!isIntact || !isSame(selectLast.get(id) ?? null, head)) {
      throw damaged(`the head of session ${key.join('/')} does not fit its log`)
    }
    return keep({ id, name, key, head })
  }

  const write = (stream: Stream, [sequence, mark]: Position, before: Position): void => {
    const sum = sumOfStream(stream.id, stream.name, [sequence, mark])
    if (update.run(sequence, mark, sum, stream.id, ...before) === 1) return
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
      const stream: Stream = { id, name, key, head: null }
      write(stream, [0, ''], [0, ''])
      return keep(stream)
    },
    advance: (stream, head) => {
      if (!moved.has(stream)) moved.set(stream, stream.head ?? [0, ''])
      stream.head = head
    },
    flush: () => {
      for (const [stream, before] of moved) write(stream, stream.head ?? [0, ''], before)
      moved.clear()
    },
    forget: () => {
      moved.clear()
      kept.clear()
    },
    trim: () => {
      for (const key of kept.keys()) {
        if (kept.size <= KEPT_STREAMS) return
        kept.delete(key)
      }
    },
    list: (after, limit) => listed.all(...(after ?? ['', '', '']), limit),
  }
}
