import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { sumOfAppended, sumOfEvent } from './eventSum.ts'
import { damaged } from './failure.ts'
import {
  type AnswerOf,
  APPEND_CELLS,
  type AppendCells,
  type AppendedCells,
  type Batch,
  EVENT_CELLS,
  type EventCells,
  type Position,
  type RequestOf,
} from './operations.ts'
import { offsetText } from './position.ts'
import { prepare } from './statement.ts'
import { nameOf, type Stream } from './stream.ts'
import type { Streams } from './streams.ts'

/** The logs of a database. */
export interface Log {
  /** Writes the events and moves the head; only in a transaction. Returns the session. Rejects with `conflict` before anything is written. */
  append(cellsFrom: number, batch: Batch): Stream
  read(request: RequestOf<'read'>): AnswerOf<'read'>
  holds(stream: Stream, at: Position): boolean
}

function envelopeText([sequence, mark, at, actor, command, must, event]: EventCells): string {
  const space = actor.indexOf(' ')
  const kind = JSON.stringify(actor.slice(0, space))
  const id = JSON.stringify(actor.slice(space + 1))
  const commandId = command === null ? '' : `"commandId":${JSON.stringify(command)},`
  const flag = must === 1 ? '"must":true,' : ''
  const offset = offsetText([sequence, mark])
  return `{"offset":"${offset}","at":${at},"actor":{"kind":${kind},"id":${id}},${commandId}${flag}"event":${event}}`
}

const conflict = (head: Position | null, after: Position): StoreError =>
  new StoreError(
    'conflict',
    `The log ends at ${head === null ? 'its beginning' : offsetText(head)} and the append follows ` +
      `${after[0] === 0 ? 'its beginning' : offsetText(after)}, so nothing was written. Read the log from there and decide again.`,
  )

/** Creates the access to the logs of a database. */
export function createLog(db: DatabaseSync, streams: Streams): Log {
  const insert = prepare<[]>(
    db,
    'INSERT INTO events (id, stream, sequence, mark, at, actor, command, must, event, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)',
  )
  const select = prepare<[sum: number, ...EventCells]>(
    db,
    `SELECT sum, sequence, mark, at, actor, command, must, event FROM json_each('[' || ? || ']') AS places
     CROSS JOIN events ON events.id = places.value`,
  )
  const selectChunks = prepare<[after: number, events: string]>(
    db,
    `SELECT after_sequence, events FROM chunks WHERE stream = ?1 AND after_sequence >=
       (SELECT max(after_sequence) FROM chunks WHERE stream = ?1 AND after_sequence <= ?2)
     ORDER BY after_sequence`,
  )
  const selectMark = prepare<[mark: string]>(
    db,
    `SELECT mark FROM json_each('[' || ? || ']') AS places CROSS JOIN events ON events.id = places.value WHERE sequence = ?`,
  )

  /** Where the events behind a sequence are, with a few before it: lists of rows, and the sequence that each list comes behind. */
  function* placesAfter(stream: Stream, sequence: number): Generator<[after: number, rows: string]> {
    if (sequence < stream.tailAfter) yield* selectChunks.iterate(stream.id, sequence)
    yield [stream.tailAfter, stream.tail]
  }

  /** The events from the list on that holds what comes behind a sequence. Throws `damaged` where one does not follow the one before it. */
  function* eventsFrom(stream: Stream, sequence: number): Generator<EventCells> {
    let before: number | null = null
    for (const [after, rows] of placesAfter(stream, sequence)) {
      before ??= after <= sequence ? after : null
      for (const [sum, ...cells] of select.iterate(rows)) {
        if (before === null || sumOfEvent(stream.id, before, cells) !== sum) {
          throw damaged(
            `session ${nameOf(stream)} holds something else than was written after sequence ${sequence}`,
          )
        }
        before = cells[0]
        yield cells
      }
    }
    const end = stream.head?.[0] ?? 0
    if (before !== end)
      throw damaged(`session ${nameOf(stream)} ends at sequence ${before} instead of ${end}`)
  }

  return {
    append: (cellsFrom, { cells, texts }) => {
      // `encodeAppend` put them there.
      const eventsFrom = cellsFrom + APPEND_CELLS
      let [key, events, before, mark, from] = cells.slice(cellsFrom, eventsFrom) as unknown as AppendCells
      const known = streams.find(key)
      const head = known?.head ?? null
      if ((head?.[0] ?? 0) !== before || (head?.[1] ?? '') !== mark) throw conflict(head, [before, mark])
      const stream = known ?? streams.open(key)
      for (let index = eventsFrom; events > 0; index += EVENT_CELLS, events -= 1) {
        const event = cells.slice(index, index + EVENT_CELLS) as unknown as AppendedCells
        const [sequence, itsMark, at, actor, command, must, bytes] = event
        const text = texts.subarray(from, from + bytes)
        const sum = sumOfAppended(stream.id, before, event, text)
        const row = streams.extend(stream, before)
        insert.run(row, stream.id, sequence, itsMark, at, actor, command, must, text, sum)
        before = sequence
        mark = itsMark
        from += bytes
      }
      streams.advance(stream, [before, mark])
      return stream
    },
    read: ({ key, after, maxBytes }) => {
      const stream = streams.find(key)
      const start = after?.[0] ?? 0
      const texts: string[] = []
      if (stream === null || start >= (stream.head?.[0] ?? 0)) return { json: '[]', atHead: true }
      let bytes = 0
      for (const cells of eventsFrom(stream, start)) {
        if (cells[0] <= start) continue
        const text = envelopeText(cells)
        bytes += Buffer.byteLength(text)
        if (bytes > maxBytes && texts.length > 0) return { json: `[${texts.join(',')}]`, atHead: false }
        texts.push(text)
      }
      return { json: `[${texts.join(',')}]`, atHead: true }
    },
    holds: (stream, [sequence, mark]) => {
      const [place] = placesAfter(stream, sequence - 1)
      return place !== undefined && selectMark.get(place[1], sequence)?.[0] === mark
    },
  }
}
