import type { DatabaseSync } from 'node:sqlite'
import { damaged } from './failure.ts'
import type { AnswerOf, ProjectedRows, RequestOf } from './operations.ts'
import { prepare } from './statement.ts'
import { nameOf, type Stream } from './stream.ts'
import { sumOf } from './sum.ts'

/** What is kept of a session besides its log, and can be made again from it. [S9] */
export interface ProjectionTables {
  /** Writes what follows from an append; only in its transaction. */
  write(stream: Stream, rows: ProjectedRows): void
  /** Takes away the pages and approvals of a session, then writes. Records of commands that are there stay as they are. */
  replace(stream: Stream, rows: ProjectedRows): void
  page(stream: Stream, request: RequestOf<'page'>): string
  /** Settled things with an ordinal below `before` (all when null), the last `limit` of them, in ascending order, each as JSON. */
  entries(
    stream: Stream,
    before: number | null,
    limit: number,
  ): readonly (readonly [ordinal: number, json: string])[]
  command(stream: Stream, request: RequestOf<'command'>): AnswerOf<'command'>
}

const sumOfCommand = (stream: number, principal: string, command: string, hash: string, at: string): number =>
  sumOf(`${stream} ${command} ${hash} ${at}`, principal)

const rebuildHint = 'its projections can be made again from its log'

/** Creates the access to the projections of single sessions. */
export function createProjections(db: DatabaseSync): ProjectionTables {
  const putPage = prepare<[]>(
    db,
    `INSERT INTO pages (stream, ordinal, entry, sum) VALUES (?, ?, ?, ?)
     ON CONFLICT (stream, ordinal) DO UPDATE SET entry = excluded.entry, sum = excluded.sum`,
  )
  const putCommand = prepare<[]>(
    db,
    `INSERT INTO commands (stream, principal, command, body_hash, sequence, mark, sum) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const putDirectory = prepare<[]>(
    db,
    `INSERT INTO directory (stream, tenant, agent, session, status, updated_at, title, row, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at, title = excluded.title,
       row = excluded.row, sum = excluded.sum`,
  )
  const putApproval = prepare<[]>(
    db,
    `INSERT INTO approvals (stream, approval, tenant, requested_at, row, sum) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream, approval) DO UPDATE SET requested_at = excluded.requested_at, row = excluded.row, sum = excluded.sum`,
  )
  const dropApproval = prepare<[]>(db, 'DELETE FROM approvals WHERE stream = ? AND approval = ?')
  const dropApprovals = prepare<[]>(db, 'DELETE FROM approvals WHERE stream = ?')
  const putWake = prepare<[]>(
    db,
    `INSERT INTO wakes (stream, at, sum) VALUES (?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET at = excluded.at, sum = excluded.sum`,
  )
  const dropWake = prepare<[]>(db, 'DELETE FROM wakes WHERE stream = ?')
  const putFork = prepare<[]>(
    db,
    'INSERT INTO forks (stream, tenant, agent, session, sum) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const dropForks = prepare<[]>(db, 'DELETE FROM forks WHERE stream = ?')
  const dropPages = prepare<[]>(db, 'DELETE FROM pages WHERE stream = ?')
  const dropDirectory = prepare<[]>(db, 'DELETE FROM directory WHERE stream = ?')
  const selectPage = prepare<[ordinal: number, entry: string, sum: number]>(
    db,
    'SELECT ordinal, entry, sum FROM pages WHERE stream = ? AND ordinal < ? ORDER BY ordinal DESC LIMIT ?',
  )
  const selectCommand = prepare<[hash: string, sequence: number, mark: string, sum: number]>(
    db,
    'SELECT body_hash, sequence, mark, sum FROM commands WHERE stream = ? AND principal = ? AND command = ?',
  )

  const write = (
    stream: Stream,
    { directory, pages, commands, opened, closed, wake, lineage = [] }: ProjectedRows,
  ): void => {
    const { id, key } = stream
    for (const [ordinal, json] of pages) putPage.run(id, ordinal, json, sumOf(`${id} ${ordinal}`, json))
    for (const [principal, command, hash, at] of commands) {
      putCommand.run(
        id,
        principal,
        command,
        hash,
        ...at,
        sumOfCommand(id, principal, command, hash, at.join(' ')),
      )
    }
    if (directory !== null) {
      const { status, updatedAt, title, json } = directory
      putDirectory.run(id, ...key, status, updatedAt, title, json, sumOf(status, json))
    }
    for (const [approval, requestedAt, json] of opened) {
      putApproval.run(id, approval, key[0], requestedAt, json, sumOf(approval, json))
    }
    for (const approval of closed) dropApproval.run(id, approval)
    for (const [agent, session] of lineage)
      putFork.run(id, key[0], agent, session, sumOf(`${id} ${agent}`, session))
    if (wake?.at === null) dropWake.run(id)
    else if (wake !== undefined) putWake.run(id, wake.at, sumOf(`${id}`, `${wake.at}`))
  }

  const entries: ProjectionTables['entries'] = (stream, before, limit) => {
    const { id } = stream
    const rows = selectPage.all(id, before ?? Number.MAX_SAFE_INTEGER, limit).reverse()
    return rows.map(([ordinal, entry, sum]) => {
      if (sumOf(`${id} ${ordinal}`, entry) === sum) return [ordinal, entry]
      throw damaged(
        `page entry ${ordinal} of session ${nameOf(stream)} is not what was written; ${rebuildHint}`,
      )
    })
  }

  return {
    write,
    replace: (stream, rows) => {
      for (const drop of [dropPages, dropApprovals, dropDirectory, dropWake, dropForks]) drop.run(stream.id)
      write(stream, rows)
    },
    entries,
    page: (stream, { before, limit }) => {
      const rows = entries(stream, before, limit)
      return `[${rows.map(([ordinal, entry]) => `{"ordinal":${ordinal},"entry":${entry}}`).join(',')}]`
    },
    command: (stream, { principal, command }) => {
      const { id } = stream
      const row = selectCommand.get(id, principal, command)
      if (row === undefined) return null
      const [bodyHash, sequence, mark, sum] = row
      if (sumOfCommand(id, principal, command, bodyHash, `${sequence} ${mark}`) !== sum) {
        throw damaged(`the record of command ${command} of session ${nameOf(stream)} is not what was written`)
      }
      return { bodyHash, at: [sequence, mark] }
    },
  }
}
