import type { DatabaseSync } from 'node:sqlite'
import { damaged } from './failure.ts'
import type { AnswerOf, KeyParts, RequestOf } from './operations.ts'
import { prepare } from './statement.ts'
import { sumOf } from './sum.ts'

/** What is asked across the sessions of a tenant, or of all of them. [S9] */
export interface Inbox {
  /** JSON of an array of directory rows. */
  directory(request: RequestOf<'directory'>): string
  /** JSON of an array of open approvals. */
  approvals(request: RequestOf<'approvals'>): string
  unsettled(): readonly KeyParts[]
  idle(request: RequestOf<'idle'>): readonly KeyParts[]
  wakes(): AnswerOf<'wakes'>
  forks(key: KeyParts): readonly KeyParts[]
}

/** Creates the access to directory and approvals across sessions. */
export function createInbox(db: DatabaseSync): Inbox {
  const selectRows = prepare<[session: string, status: string, row: string, sum: number]>(
    db,
    `SELECT session, status, row, sum FROM directory
     WHERE tenant = ?1 AND (?2 IS NULL OR agent = ?2) AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR instr(title, ?4) > 0)
       AND (?6 IS NULL OR (json_extract(row, '$.archivedAt') IS NOT NULL) = ?6)
     ORDER BY updated_at DESC, agent, session LIMIT ?5`,
  )
  const selectApprovals = prepare<
    [agent: string, session: string, approval: string, row: string, sum: number]
  >(
    db,
    `SELECT streams.agent, streams.session, approval, row, approvals.sum FROM approvals JOIN streams ON streams.id = stream
     WHERE approvals.tenant = ?1 AND (?3 IS NULL OR (requested_at, streams.agent, streams.session, approval) > (?3, ?4, ?5, ?6))
     ORDER BY requested_at, streams.agent, streams.session, approval LIMIT ?2`,
  )
  const selectUnsettled = prepare<[...KeyParts]>(
    db,
    `SELECT tenant, agent, session FROM directory WHERE status IN ('running', 'waiting') ORDER BY stream`,
  )
  const selectIdle = prepare<[...KeyParts]>(
    db,
    `SELECT tenant, agent, session FROM directory
     WHERE updated_at < ? AND status NOT IN ('running', 'waiting') AND (tenant, agent, session) > (?, ?, ?)
     ORDER BY tenant, agent, session LIMIT ?`,
  )
  const selectWakes = prepare<[...KeyParts, at: number, stream: number, sum: number]>(
    db,
    `SELECT tenant, agent, session, at, stream, wakes.sum FROM wakes JOIN streams ON streams.id = stream
     ORDER BY at, tenant, agent, session`,
  )

  const selectForks = prepare<[...KeyParts, stream: number, sum: number]>(
    db,
    `SELECT streams.tenant, streams.agent, streams.session, stream, forks.sum FROM forks JOIN streams ON streams.id = stream
     WHERE forks.tenant = ? AND forks.agent = ? AND forks.session = ? ORDER BY streams.tenant, streams.agent, streams.session`,
  )

  return {
    directory: ({ tenant, agent, status, archived, search, limit }) => {
      const rows = selectRows.all(
        tenant,
        agent,
        status,
        search,
        limit,
        archived === null ? null : Number(archived),
      )
      for (const [session, rowStatus, row, sum] of rows) {
        if (sumOf(rowStatus, row) !== sum)
          throw damaged(`the directory row of session ${session} is not what was written`)
      }
      return `[${rows.map(([, , row]) => row).join(',')}]`
    },
    approvals: ({ tenant, limit, after }) => {
      const rows = selectApprovals.all(tenant, limit, ...(after ?? [null, null, null, null]))
      for (const [, session, approval, row, sum] of rows) {
        if (sumOf(approval, row) !== sum) {
          throw damaged(`approval ${approval} of session ${session} is not what was written`)
        }
      }
      const texts = rows.map(([agent, session, , row]) => {
        const place = JSON.stringify({ agent, session })
        return `${place.slice(0, -1)},${row.slice(1)}`
      })
      return `[${texts.join(',')}]`
    },
    unsettled: () => selectUnsettled.all(),
    idle: ({ updatedBefore, after, limit }) =>
      selectIdle.all(updatedBefore, ...(after ?? ['', '', '']), limit),
    wakes: () =>
      selectWakes.all().map(([tenant, agent, session, at, stream, sum]) => {
        if (sumOf(`${stream}`, `${at}`) !== sum)
          throw damaged(`the time at which session ${session} is to be woken is not what was written`)
        return [tenant, agent, session, at]
      }),
    forks: ([tenant, agent, session]) =>
      selectForks.all(tenant, agent, session).map(([...row]) => {
        const [forkTenant, forkAgent, fork, stream, sum] = row
        if (sumOf(`${stream} ${agent}`, session) !== sum)
          throw damaged(`what session ${fork} was forked from is not what was written`)
        return [forkTenant, forkAgent, fork]
      }),
  }
}
