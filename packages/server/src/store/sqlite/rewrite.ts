import type { DatabaseSync } from 'node:sqlite'
import { namesIn } from './blobNames.ts'
import { sumOfEvent } from './eventSum.ts'
import { damaged } from './failure.ts'
import type { ChangedEvent, EventCells } from './operations.ts'
import { prepare } from './statement.ts'
import { nameOf, type Stream } from './stream.ts'
import type { Streams } from './streams.ts'

/** What takes something out of logs for good. Only in a transaction. [S10] [S12] */
export interface Rewriting {
  /** Changes events of a session under their own offsets and takes others out, with its snapshots and the blobs that only these named. */
  change(stream: Stream, changes: readonly ChangedEvent[]): void
  /** Takes out a session with all that belongs to it. */
  remove(stream: Stream): void
  /** Whether something was taken out since this was last asked: the write-ahead log still has it until it is emptied. */
  hasErased(): boolean
}

const TABLES = [
  'commands',
  'pages',
  'directory',
  'approvals',
  'wakes',
  'forks',
  'snapshots',
  'blobs',
  'chunks',
]

/** Creates the access to what rewrites logs. */
export function createRewriting(db: DatabaseSync, streams: Streams): Rewriting {
  const select = prepare<[sum: number, ...EventCells]>(
    db,
    'SELECT sum, sequence, mark, at, actor, command, must, event FROM events WHERE id = ?',
  )
  const update = prepare<[]>(db, 'UPDATE events SET event = ?, sum = ? WHERE id = ?')
  const dropEvent = prepare<[]>(db, 'DELETE FROM events WHERE id = ?')
  const dropSnapshots = prepare<[]>(db, 'DELETE FROM snapshots WHERE stream = ?')
  const dropBlob = prepare<[]>(db, 'DELETE FROM blobs WHERE stream = ? AND hash = ?')
  const drops = TABLES.map(table => prepare<[]>(db, `DELETE FROM ${table} WHERE stream = ?`))

  let erased = false

  /** Overwrites what is deleted meanwhile; at other times nothing that is deleted was meant to be gone. */
  const securely = (work: () => void): void => {
    db.exec('PRAGMA secure_delete = ON')
    try {
      work()
      // The rows that are gone may not be looked for by the next start, which reads those behind the written heads.
      streams.flush(0)
      erased = true
    } finally {
      db.exec('PRAGMA secure_delete = OFF')
    }
  }

  return {
    change: (stream, changes) =>
      securely(() => {
        const changed = new Map(changes)
        const forgotten = new Set<string>()
        const named = new Set<string>()
        const places: [row: number, before: number][] = []
        let [oldBefore, before] = [0, 0]
        for (const row of streams.rows(stream)) {
          const [sum, ...cells] = select.get(row) ?? [0]
          const [sequence, mark, at, actor, command, must, old] = cells as unknown as EventCells
          if (sumOfEvent(stream.id, oldBefore, cells as unknown as EventCells) !== sum)
            throw damaged(`event ${row} of session ${nameOf(stream)} is not what was written`)
          oldBefore = sequence
          const event = changed.get(sequence) ?? (changed.has(sequence) ? null : old)
          if (event !== old) for (const hash of namesIn(old)) forgotten.add(hash)
          if (event === null) {
            dropEvent.run(row)
            continue
          }
          for (const hash of namesIn(event)) named.add(hash)
          const newSum = sumOfEvent(stream.id, before, [sequence, mark, at, actor, command, must, event])
          if (newSum !== sum) update.run(event, newSum, row)
          places.push([row, before])
          before = sequence
        }
        streams.place(stream, places)
        dropSnapshots.run(stream.id)
        for (const hash of forgotten) if (!named.has(hash)) dropBlob.run(stream.id, hash)
      }),
    remove: stream =>
      securely(() => {
        for (const row of streams.rows(stream)) dropEvent.run(row)
        for (const drop of drops) drop.run(stream.id)
        streams.remove(stream)
      }),
    hasErased: () => {
      const was = erased
      erased = false
      return was
    },
  }
}
