import { parentPort, workerData } from 'node:worker_threads'
import { createEngine } from '../engine.ts'
import { refusalOf } from '../failure.ts'
import { openDatabase } from '../openDatabase.ts'
import type { FromThread, ToThread } from '../openSqliteStore.ts'
import { PAGE_BYTES } from '../schema.ts'
import { prepare } from '../statement.ts'

/** The thread is idle when nothing was asked of it for so long; then a checkpoint delays nobody. */
const IDLE_MS = 100

/** A database up to this size is written anew when something was taken out of it for good, which takes about a second. */
const VACUUM_BYTES = 256 * 1024 * 1024

/** Pages in the write-ahead log that are worth a checkpoint: 2 MB. */
const BACKLOG_PAGES = 256

const port = parentPort
if (port === null)
  throw new Error('This module is the thread of a SQLite store. Call openSqliteStore instead.')

const post = (message: FromThread, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved)

function open(directory: string): void {
  const db = openDatabase(directory)
  const engine = createEngine(db)
  let idle: NodeJS.Timeout | undefined

  const pageCount = prepare<[pages: number]>(db, 'PRAGMA page_count')
  const backlog = prepare<[busy: number, pages: number, moved: number]>(db, 'PRAGMA wal_checkpoint(NOOP)')
  let isErasing = false

  /** Writes the database anew and empties its log: SQLite leaves copies of what it once moved in the unused space of pages. [S12] */
  const erase = (): void => {
    try {
      const [pages] = pageCount.get() ?? [0]
      if (pages * PAGE_BYTES <= VACUUM_BYTES) db.exec('VACUUM')
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      isErasing = false
    } catch {
      // It is tried again at the next pause.
    }
  }

  const checkpoint = (): void => {
    try {
      const [, pages, moved] = backlog.get() ?? [0, 0, 0]
      if (pages - moved < BACKLOG_PAGES) return
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // What a checkpoint cannot move stays in the write-ahead log, which is as good; the next commit that fails is reported to who asked for it.
    }
  }

  port?.on('message', (message: ToThread) => {
    clearTimeout(idle)
    if (message === 'close') {
      engine.settle()
      db.close()
      post('closed')
      port?.close()
      return
    }
    const answers = engine.perform(message)
    post({ answers, texts: message.texts }, [message.texts.buffer])
    isErasing ||= engine.hasErased()
    idle = setTimeout(isErasing ? erase : checkpoint, IDLE_MS)
  })
  post('open')
}

try {
  open(workerData as string)
} catch (cause) {
  post({ refusal: refusalOf(cause) })
}
