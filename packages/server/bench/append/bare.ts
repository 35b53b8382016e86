import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inDirectory } from './files.ts'

/**
 * `node:sqlite` by itself, in the thread of the caller: so many events of so many bytes, one in each commit. A table without an index, and nothing is
 * checked: what the disk and SQLite allow at best.
 */
export function bareEventsPerSecond(events: number, eventBytes: number): Promise<number> {
  return inDirectory(async directory => {
    const db = new DatabaseSync(join(directory, 'bare.sqlite'))
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    db.exec('CREATE TABLE events (id INTEGER PRIMARY KEY, event TEXT NOT NULL)')
    const insert = db.prepare('INSERT INTO events (event) VALUES (?)')
    const event = 'x'.repeat(eventBytes)
    const start = performance.now()
    for (let index = 0; index < events; index += 1) insert.run(event)
    const seconds = (performance.now() - start) / 1000
    db.close()
    return events / seconds
  })
}
