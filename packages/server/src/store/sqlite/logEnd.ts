import type { DatabaseSync } from 'node:sqlite'
import { sumOfEvent } from './eventSum.ts'
import { damaged } from './failure.ts'
import type { EventCells } from './operations.ts'
import { prepare } from './statement.ts'
import { sumOf } from './sum.ts'

/** The end of the log of all sessions, as rows of `events`. */
export interface LogEnd {
  /** The row through which the heads in `streams` are written. */
  readonly headsThrough: number
  /** The last row. */
  readonly last: number
}

/** An event that is newer than the heads in `streams`. */
export interface NewEvent {
  readonly row: number
  readonly stream: number
  readonly cells: EventCells
  /** Whether it is what was written, given the sequence it comes behind in its session. */
  isWhole(before: number): boolean
}

/** What is written of the end of the log. */
export interface LogEndTable {
  read(): LogEnd
  /** Only in a transaction. */
  write(end: LogEnd): void
  /** The events behind those that the heads are written through, in order. Throws `damaged` where one is missing. */
  eventsAfterHeads(end: LogEnd): Generator<NewEvent>
}

const sumOfEnd = ({ headsThrough, last }: LogEnd): number => sumOf('end', `${headsThrough} ${last}`)

/** Creates the access to the end of the log. */
export function createLogEnd(db: DatabaseSync): LogEndTable {
  const select = prepare<[headsThrough: number, last: number, sum: number]>(
    db,
    'SELECT heads_through, last, sum FROM log_end WHERE id = 1',
  )
  const replace = prepare<[]>(
    db,
    'INSERT OR REPLACE INTO log_end (id, heads_through, last, sum) VALUES (1, ?, ?, ?)',
  )
  const selectAfter = prepare<[row: number, stream: number, sum: number, ...EventCells]>(
    db,
    'SELECT id, stream, sum, sequence, mark, at, actor, command, must, event FROM events WHERE id > ? ORDER BY id',
  )
  const selectAny = prepare<[row: number]>(db, 'SELECT id FROM events LIMIT 1')

  return {
    read: () => {
      const row = select.get()
      if (row === undefined) {
        if (selectAny.get() === undefined) return { headsThrough: 0, last: 0 }
        throw damaged('it does not say where its log ends')
      }
      const [headsThrough, last, sum] = row
      if (sumOfEnd({ headsThrough, last }) !== sum)
        throw damaged('what it says of the end of its log is not what was written')
      return { headsThrough, last }
    },
    write: end => {
      replace.run(end.headsThrough, end.last, sumOfEnd(end))
    },
    eventsAfterHeads: function* ({ headsThrough, last }) {
      let before = headsThrough
      for (const [row, stream, sum, ...cells] of selectAfter.iterate(headsThrough)) {
        if (row !== before + 1) throw damaged(`event ${before + 1} of its log is missing`)
        before = row
        yield { row, stream, cells, isWhole: sequence => sumOfEvent(stream, sequence, cells) === sum }
      }
      if (before !== last) throw damaged(`its log ends at event ${before} instead of ${last}`)
    },
  }
}
