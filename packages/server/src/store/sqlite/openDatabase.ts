import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../Store.ts'
import { damaged, storeErrorOf } from './failure.ts'
import { APPLICATION_ID, createTables, PAGE_BYTES, SCHEMA_VERSION } from './schema.ts'
import { prepare } from './statement.ts'
import { findLostCommit } from './writeAheadLog.ts'

/** The name of the database in its directory. */
export const DATABASE_FILE = 'sessions.sqlite'

/** A database up to this size is read whole when it is opened, which takes about 100 ms; of a larger one, each row is checked when it is read. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024

/**
 * A checkpoint holds up the commits behind it, about 1 ms for each MB: at 64 MB it comes so rarely, even without a pause, that it is not among the slowest
 * hundredth; and a process that was killed before it reads that much at its next start.
 */
const CHECKPOINT_BYTES = 64 * 1024 * 1024

const FILE_HEADER_BYTES = 100

function configure(db: DatabaseSync): void {
  db.exec('PRAGMA synchronous = FULL')
  db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_BYTES / PAGE_BYTES}`)
  // In KB, with a minus for that.
  db.exec('PRAGMA cache_size = -65536')
  db.exec('PRAGMA cell_size_check = ON')
  db.exec('PRAGMA temp_store = MEMORY')
}

/** Opens an empty database in memory. */
export function openMemory(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  createTables(db)
  configure(db)
  return db
}

function syncDirectory(path: string): void {
  // Windows has no way to sync a directory, and no need to.
  if (process.platform === 'win32') return
  const directory = openSync(path, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/** Makes the database under another name first, so that a file with the right name is always a whole one. */
function create(path: string): void {
  const draft = `${path}.new`
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true })
  const db = new DatabaseSync(draft)
  createTables(db)
  db.close()
  renameSync(draft, path)
  syncDirectory(dirname(path))
}

/** What must be right before SQLite may touch the files: it takes an empty file for a new database and removes the write-ahead log beside it. */
function checkFiles(path: string): void {
  const header = Buffer.alloc(FILE_HEADER_BYTES)
  const file = openSync(path, 'r')
  const length = readSync(file, header, 0, FILE_HEADER_BYTES, 0)
  closeSync(file)
  if (length < FILE_HEADER_BYTES)
    throw damaged(`${path} is ${length === 0 ? 'empty' : `only ${length} bytes long`}`)
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw damaged(`${path} is not a database`)
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw damaged(`${path} is a database of another program`)
  const walBytes = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0
  const [pages, bytes] = [header.readUInt32BE(28), statSync(path).size]
  // After a checkpoint the file is as long as it says; before one, what is missing may stand in the write-ahead log.
  if (walBytes === 0 && bytes !== pages * PAGE_BYTES) {
    throw damaged(`${path} has ${bytes} bytes instead of ${pages * PAGE_BYTES}`)
  }
  const lost = findLostCommit(`${path}-wal`, PAGE_BYTES)
  if (lost !== null) throw damaged(lost)
}

/**
 * Syncs the write-ahead log. A process that was killed between a write and its sync leaves a commit that SQLite would read and a power cut could still
 * take back. [S1]
 */
function syncWriteAheadLog(path: string): void {
  if (!existsSync(`${path}-wal`)) return
  const file = openSync(`${path}-wal`, 'r+')
  fsyncSync(file)
  closeSync(file)
}

function checkVersion(db: DatabaseSync, path: string): void {
  const [version = 0] = prepare<[number]>(db, 'PRAGMA user_version').get() ?? []
  if (version === SCHEMA_VERSION) return
  const who = version > SCHEMA_VERSION ? 'a newer Sluice' : 'no Sluice that was released'
  throw new StoreError(
    'damaged',
    `${path} was written by ${who} (tables of version ${version}, this one knows ${SCHEMA_VERSION}), so this one could misread it. ` +
      'Start the Sluice that wrote it, or use another directory.',
  )
}

function checkContent(db: DatabaseSync, path: string, wholeCheckBytes: number): void {
  const isSmall = statSync(path).size <= wholeCheckBytes
  const check = isSmall ? 'PRAGMA integrity_check(1)' : "PRAGMA integrity_check('streams')"
  const [finding] = prepare<[string]>(db, check).get() ?? ['nothing could be read']
  if (finding !== 'ok') throw damaged(finding)
}

function openExisting(path: string, wholeCheckBytes: number): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 1000 })
  try {
    configure(db)
    checkVersion(db, path)
    checkContent(db, path, wholeCheckBytes)
    return db
  } catch (cause) {
    db.close()
    throw storeErrorOf(cause)
  }
}

/**
 * Opens the database of a directory, which is made when it is not there. Throws `damaged` for files that are not, or not whole, what a Sluice of this
 * version wrote. A database of at most `wholeCheckBytes` is read whole. [S2]
 */
export function openDatabase(directory: string, wholeCheckBytes = WHOLE_CHECK_BYTES): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true })
    const path = join(directory, DATABASE_FILE)
    if (!existsSync(path)) {
      if (existsSync(`${path}-wal`)) throw damaged(`${path} is missing, and its write-ahead log is there`)
      create(path)
    }
    checkFiles(path)
    syncWriteAheadLog(path)
    return openExisting(path, wholeCheckBytes)
  } catch (cause) {
    throw storeErrorOf(cause)
  }
}
