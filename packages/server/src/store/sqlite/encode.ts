import { type Offset, splitOffset } from '@sluice/protocol'
import { type Append, type LogChange, type Projections, type SessionKey, StoreError } from '../Store.ts'
import { namesIn } from './blobNames.ts'
import type { TextBox } from './createTextBox.ts'
import type {
  Cell,
  ChangedEvent,
  KeyParts,
  KeyText,
  Position,
  ProjectedRows,
  RequestOf,
} from './operations.ts'

/** Makes one text of a key. */
export function textOf({ tenant, agent, id }: SessionKey): KeyText {
  return `${agent}\n${id}\n${tenant}`
}

/** Takes a key apart. */
export function partsOf({ tenant, agent, id }: SessionKey): KeyParts {
  return [tenant, agent, id]
}

/** Puts a key together. */
export function keyOf([tenant, agent, id]: KeyParts): SessionKey {
  return { tenant, agent, id }
}

const OFFSET_LENGTH = 25

/** Takes an offset apart. Throws a RangeError when it is not an offset. */
export function positionOf(offset: Offset): Position {
  const sequence = Number(offset.slice(0, 16))
  if (offset.length === OFFSET_LENGTH && sequence > 0) return [sequence, offset.slice(17)]
  // For what it throws.
  const { mark } = splitOffset(offset)
  return [sequence, mark]
}

const isEmpty = ({ directory, pages, commands, approvals, wake, lineage }: Projections): boolean =>
  directory === null &&
  wake === undefined &&
  lineage === undefined &&
  pages.length + commands.length + approvals.opened.length + approvals.closed.length === 0

/** Makes rows of projections. */
export function encodeProjections({
  directory,
  pages,
  commands,
  approvals,
  wake,
  lineage,
}: Projections): ProjectedRows {
  return {
    directory:
      directory === null
        ? null
        : {
            status: directory.status,
            updatedAt: directory.updatedAt,
            title: directory.title.toLowerCase(),
            json: JSON.stringify(directory),
          },
    pages: pages.map(({ ordinal, entry }) => [ordinal, JSON.stringify(entry)]),
    commands: commands.map(({ principal, commandId, bodyHash, offset }) => [
      principal,
      commandId,
      bodyHash,
      positionOf(offset),
    ]),
    opened: approvals.opened.map(row => [row.approval, row.requestedAt, JSON.stringify(row)]),
    closed: approvals.closed,
    ...(wake === undefined ? {} : { wake }),
    ...(lineage === undefined ? {} : { lineage: lineage.map(({ agent, id }) => [agent, id] as const) }),
  }
}

/** Makes cells of changes. */
export function encodeChanges(changes: readonly LogChange[]): ChangedEvent[] {
  return changes.map(({ offset, event }) => [
    positionOf(offset)[0],
    event === null ? null : JSON.stringify(event),
  ])
}

const NOTHING: Position = [0, '']

/** Rejects an append that would leave its log without an order. */
function checkOrder(after: number, envelopes: Append['envelopes']): void {
  let before = after
  for (const { offset } of envelopes) {
    const [sequence] = positionOf(offset)
    if (sequence <= before) {
      throw new StoreError(
        'conflict',
        `The offset ${offset} does not come after sequence ${before}, so the log would have no order. Number the events from the head of the log.`,
      )
    }
    before = sequence
  }
  if (envelopes.length === 0) {
    throw new StoreError('conflict', 'An append without events would not move the head. Append at least one.')
  }
}

/** Makes a request of an append: adds to the cells and texts of its batch. Throws `conflict` where its offsets do not increase. */
export function encodeAppend(
  { key, after, envelopes, projections, changes = [], blobsFrom }: Append,
  cells: Cell[],
  texts: TextBox,
): RequestOf<'append'> | number {
  const named: string[] = []
  const [sequence, mark] = after === null ? NOTHING : positionOf(after)
  checkOrder(sequence, envelopes)
  const cellsFrom = cells.length
  cells.push(textOf(key), envelopes.length, sequence, mark, texts.end())
  for (const { offset, at, actor, commandId = null, must, event } of envelopes) {
    const json = JSON.stringify(event)
    named.push(...namesIn(json))
    const bytes = texts.add(json)
    cells.push(
      ...positionOf(offset),
      at,
      `${actor.kind} ${actor.id}`,
      commandId,
      must === true ? 1 : 0,
      bytes,
    )
  }
  if (named.length === 0 && isEmpty(projections) && changes.length === 0) return cellsFrom
  return {
    op: 'append',
    cellsFrom,
    ...(named.length === 0 ? {} : { named }),
    ...(isEmpty(projections) ? {} : { projected: encodeProjections(projections) }),
    ...(changes.length === 0 ? {} : { changed: encodeChanges(changes) }),
    ...(blobsFrom === undefined ? {} : { blobsFrom: textOf(blobsFrom) }),
  }
}
