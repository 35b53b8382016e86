import type { DirectoryFilter, DirectoryRow } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import type { Principal, SessionFacts } from '../access/types.ts'
import type { Store } from '../store/Store.ts'

/** How many rows there are without a limit in the filter. */
export const DEFAULT_ROWS = 100

/** How many rows are looked through for those that a principal may read. */
const MOST_ROWS = 1000

/** The directory of every tenant. [S13] */
export interface Directory {
  /** The rows that a principal may read, the last updated first. */
  list(principal: Principal, filter: DirectoryFilter): Promise<readonly DirectoryRow[]>
  mayRead(principal: Principal, row: DirectoryRow): Promise<boolean>
  /** Tells the followers of a tenant that a row is new or has changed. */
  changed(tenant: string, row: DirectoryRow): void
  /** Tells the followers of a tenant that a row is gone. */
  removed(tenant: string): void
  /** Calls back with each row that is new or changed, with null when one is gone. */
  follow(tenant: string, onRow: (row: DirectoryRow | null) => void): () => void
}

/** Creates the directory over a store. `factsOf` says of a subsession what is to be asked of its root. [S6] */
export function createDirectory(
  store: Store,
  access: Access,
  factsOf: (principal: Principal, row: DirectoryRow) => Promise<SessionFacts>,
): Directory {
  const followers = new Map<string, Set<(row: DirectoryRow | null) => void>>()

  const mayReadOne = async (principal: Principal, row: DirectoryRow): Promise<boolean> => {
    const { agent, id, owner, parent } = row
    const facts = parent ? await factsOf(principal, row) : { tenant: principal.tenant, agent, id, owner }
    return access.allows(principal, 'read', facts)
  }

  const filterReadable = async (principal: Principal, rows: readonly DirectoryRow[], limit: number) => {
    const readable: DirectoryRow[] = []
    for (const row of rows) {
      if (readable.length === limit) break
      if (await mayReadOne(principal, row)) readable.push(row)
    }
    return readable
  }

  return {
    list: async (principal, filter) => {
      access.checkExpiry(principal)
      const limit = filter.limit ?? DEFAULT_ROWS
      if (await access.allows(principal, 'list-all', null)) {
        return store.directory(principal.tenant, { ...filter, limit })
      }
      const rows = await store.directory(principal.tenant, { ...filter, limit: MOST_ROWS })
      return filterReadable(principal, rows, limit)
    },
    mayRead: async (principal, row) =>
      (await access.allows(principal, 'list-all', null)) || mayReadOne(principal, row),
    changed: (tenant, row) => {
      for (const onRow of followers.get(tenant) ?? []) onRow(row)
    },
    removed: tenant => {
      for (const onRow of followers.get(tenant) ?? []) onRow(null)
    },
    follow: (tenant, onRow) => {
      const set = followers.get(tenant) ?? new Set()
      followers.set(tenant, set)
      set.add(onRow)
      return () => {
        set.delete(onRow)
        if (set.size === 0 && followers.get(tenant) === set) followers.delete(tenant)
      }
    },
  }
}
