import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { damaged } from './failure.ts'
import { type AnswerOf, EVENT_CELLS, type EventCells, type Position, type RequestOf } from './operations.ts'
import { offsetText } from './position.ts'
import { prepare } from './statement.ts'
import { nameOf, type Stream, type Streams } from './streams.ts'
import { sumOf } from './sum.ts'

/** The logs of a database. */
export interface Log {
  /** Writes the events and moves the head; only in a transaction. Returns the session. Rejects with `conflict` before anything is written. */
  append(request: RequestOf<'append'>): Stream
  read(request: RequestOf<'read'>): AnswerOf<'read'>
  holds(stream: Stream, at: Position): boolean
}

/** Sums an event with its place in the log: which session, behind which sequence. */
function sumOfEvent(stream: number, before: number, cells: EventCells): number {
  const [sequence, mark, at, actor, command, must, event] = cells
  return sumOf(`${stream} ${before} ${sequence} ${mark} ${at} ${must} ${command ?? ''} ${actor}`, event)
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
    'INSERT INTO events (stream, sequence, mark, at, actor, command, must, event, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const select = prepare<[sum: number, ...EventCells]>(
    db,
    'SELECT sum, sequence, mark, at, actor, command, must, event FROM events WHERE stream = ? AND sequence > ? ORDER BY sequence',
  )
  const selectBefore = prepare<[sequence: number | null]>(
    db,
    'SELECT max(sequence) FROM events WHERE stream = ? AND sequence <= ?',
  )
  const selectMark = prepare<[mark: string]>(db, 'SELECT mark FROM events WHERE stream = ? AND sequence = ?')

  return {
    append: ({ key, cells }) => {
      // `encodeAppend` begins with the head and then puts whole events.
      let [before, mark] = cells as unknown as Position
      const known = streams.find(key)
      const head = known?.head ?? null
      if ((head?.[0] ?? 0) !== before || (head?.[1] ?? '') !== mark) throw conflict(head, [before, mark])
      const stream = known ?? streams.open(key)
      for (let index = 2; index < cells.length; index += EVENT_CELLS) {
        const event = cells.slice(index, index + EVENT_CELLS) as unknown as EventCells
        insert.run(stream.id, ...event, sumOfEvent(stream.id, before, event))
        before = event[0]
        mark = event[1]
      }
      streams.advance(stream, [before, mark])
      return stream
    },
    read: ({ key, after, maxBytes }) => {
      const stream = streams.find(key)
      const head = stream?.head ?? null
      if (stream === null || head === null || (after !== null && after[0] >= head[0])) {
        return { json: '[]', atHead: true }
      }
      let before = after === null ? 0 : (selectBefore.get(stream.id, after[0])?.[0] ?? 0)
      let bytes = 0
      const texts: string[] = []
      for (const [sum, ...cells] of select.iterate(stream.id, before)) {
        if (sumOfEvent(stream.id, before, cells) !== sum) {
          throw damaged(
            `session ${nameOf(stream)} holds something else than was written after sequence ${before}`,
          )
        }
        const text = envelopeText(cells)
        bytes += Buffer.byteLength(text)
        if (bytes > maxBytes && texts.length > 0) return { json: `[${texts.join(',')}]`, atHead: false }
        texts.push(text)
        before = cells[0]
      }
      if (before !== head[0])
        throw damaged(`session ${nameOf(stream)} ends at sequence ${before} instead of ${head[0]}`)
      return { json: `[${texts.join(',')}]`, atHead: true }
    },
    holds: (stream, [sequence, mark]) => selectMark.get(stream.id, sequence)?.[0] === mark,
  }
}
