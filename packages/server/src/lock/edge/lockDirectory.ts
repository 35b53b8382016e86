import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../../store/Store.ts'

/** The database whose lock is the lock of the directory. */
const LOCK_FILE = 'lock.sqlite'

/** Says who holds the lock; beside it, because a locked database cannot be read. */
const HOLDER_FILE = 'holder.json'

/** The locks of this process. A database that nothing refers to is closed when memory is collected, and its lock would end with it. */
const locks = new Set<DatabaseSync>()

/** SQLite's result code for a lock that somebody else holds. */
const BUSY = 5

/** Who holds a directory. */
export interface Holder {
  readonly pid: number
  readonly host: string
  /** When the directory was taken, in ms since 1970. */
  readonly since: number
}

/** A directory that this process holds. */
export interface DirectoryLock {
  readonly holder: Holder
  /** Lets another process have the directory. Does nothing the second time. */
  release(): void
}

/** Who is written down as the holder; null where nobody is, or what is written cannot be read. */
function readHolder(directory: string): Holder | null {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(join(directory, HOLDER_FILE), 'utf8')) as Record<
      string,
      unknown
    >
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'number') return null
    return { pid, host, since }
  } catch {
    // The holder took the lock a moment ago and has not written yet, or was killed while it wrote.
    return null
  }
}

function writeHolder(directory: string, holder: Holder): void {
  const draft = join(directory, `${HOLDER_FILE}.new`)
  writeFileSync(draft, JSON.stringify(holder))
  renameSync(draft, join(directory, HOLDER_FILE))
}

function held(directory: string, cause: unknown): StoreError {
  const holder = readHolder(directory)
  const who =
    holder === null
      ? 'Another process'
      : `Process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()},`
  return new StoreError(
    'held',
    `${who} holds the directory ${directory}. Two servers on one directory would write over each other, so this one stops. ` +
      'End the other one, or give this one a directory of its own.',
    { cause },
  )
}

const isBusy = (cause: unknown): boolean =>
  cause instanceof Error &&
  'errcode' in cause &&
  typeof cause.errcode === 'number' &&
  (cause.errcode & 0xff) === BUSY

/**
 * Makes this process the only one that may open the stores of a directory, which is made when it is not there. The lock is one of the system's: a
 * stopped process keeps it, and it ends with the process however that ends, so there is nothing to clean up. Throws `held` and names the holder when
 * another process, or this one, has it, and `failed` where there can be no lock. [S5]
 *
 * @example const lock = lockDirectory('.sluice')
 */
export function lockDirectory(directory: string): DirectoryLock {
  let db: DatabaseSync | null = null
  try {
    mkdirSync(directory, { recursive: true })
    db = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 })
    // In WAL mode others could still read; in the default mode this shuts them out, and writes nothing.
    db.exec('BEGIN EXCLUSIVE')
    locks.add(db)
    const holder = { pid: process.pid, host: hostname(), since: Date.now() }
    writeHolder(directory, holder)
    return { holder, release: () => release(directory, db) }
  } catch (cause) {
    if (db?.isOpen) db.close()
    if (db !== null) locks.delete(db)
    if (isBusy(cause)) throw held(directory, cause)
    throw new StoreError(
      'failed',
      `The directory ${directory} cannot be locked, so it is not safe to write there. Check that it is on a local disk and that this user may write to it.`,
      { cause },
    )
  }
}

function release(directory: string, db: DatabaseSync | null): void {
  if (!db?.isOpen) return
  // Before the lock is gone: after it, the file may be the next holder's.
  rmSync(join(directory, HOLDER_FILE), { force: true })
  db.close()
  locks.delete(db)
}
