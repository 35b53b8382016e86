import type { DirectoryFilter, DirectoryRow } from '@sluice/protocol'

/** Which sessions are listed; empty fields mean all. */
export interface SessionFilter {
  readonly agent: string
  readonly status: DirectoryRow['status'] | ''
  readonly search: string
}

/** The filter that lists every session. */
export const everySession: SessionFilter = { agent: '', status: '', search: '' }

/** The statuses of sessions, in the order in which they are offered: those that want somebody first. */
export const sessionStatuses: readonly DirectoryRow['status'][] = ['waiting', 'running', 'failed', 'idle']

/** As many rows as the directory gives at once. */
const MOST_ROWS = 1000

/** What the directory is asked for. */
export function directoryFilterOf({ agent, status, search }: SessionFilter): DirectoryFilter {
  const text = search.trim().slice(0, 200)
  return {
    limit: MOST_ROWS,
    ...(agent === '' ? {} : { agent }),
    ...(status === '' ? {} : { status }),
    ...(text === '' ? {} : { search: text }),
  }
}

/** The agents of rows by name, and how many rows have each status. */
export function facetsOf(rows: readonly DirectoryRow[]): {
  readonly agents: readonly string[]
  readonly statuses: ReadonlyMap<DirectoryRow['status'], number>
} {
  const statuses = new Map<DirectoryRow['status'], number>()
  for (const { status } of rows) statuses.set(status, (statuses.get(status) ?? 0) + 1)
  return { agents: [...new Set(rows.map(row => row.agent))].sort(), statuses }
}
