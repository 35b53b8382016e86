import { createDiskFile } from './createDiskFile.ts'
import { createSimulatedStore, type DiskPort } from './createSimulatedStore.ts'
import { decodeFrame, encodeFrame } from './frames.ts'
import { applyRecord, type Tables, type WriteRecord } from './tables.ts'
import type { DiskFaults, DiskHistory, SimulatedDisk, SimulatedDiskOptions, SimulatedStore } from './types.ts'

/** A disk without faults, in the time that an SSD takes. */
const NO_FAULTS: DiskFaults = {
  writeMs: [0.05, 0.2],
  syncMs: [0.5, 3],
  readMs: [0.05, 0.5],
  shortWrite: 0,
  failedSync: 0,
  capacity: Number.POSITIVE_INFINITY,
  pageLength: 512,
}

function defaultError(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'StoreError', code })
}

/** A process that has the store open. */
interface Owner {
  isAlive: boolean
}

/**
 * Creates a disk in memory with a store on it, for simulations: the store keeps one file, of commits one behind the other, each written and then synced,
 * and answers a write when its sync is done. Everything that takes time goes through `after`, everything that is left to chance through
 * `random`; nothing else, so a seed gives the same run again. Passes the store contract. [X1] [S1]
 *
 * What can go wrong, all of it by `change(faults)` at any time:
 * - a crash between any two operations: call `crash()` from the simulation whenever it likes, then `open()` again. What was acknowledged is there;
 *   a commit that was written and not acknowledged may be there too, whole or not at all, and none behind it without it;
 * - a power cut (`crash('power')`) loses pages that were not synced, each by chance, so that a commit may miss its middle;
 * - a short write leaves the beginning of a commit; the store writes the rest, and a crash may come in between;
 * - a failed sync, and a disk that is full (`capacity`): the appends of the commit are refused with `failed`. As on a real disk such a commit can be there
 *   after a crash, unless something was written over it: whoever was refused must ask what the log holds.
 *
 * @example
 * const disk = createSimulatedDisk({ random, after: clock.after, faults: { shortWrite: 0.01 } })
 * let store = await disk.open()
 * disk.crash('power')
 * store = await disk.open()
 */
export function createSimulatedDisk(options: SimulatedDiskOptions): SimulatedDisk {
  const { random, after, error = defaultError } = options
  const file = createDiskFile()
  const history = {
    commits: 0,
    failedCommits: 0,
    shortWrites: 0,
    crashes: 0,
    lostPages: 0,
    revivedCommits: 0,
  }
  let faults: DiskFaults = { ...NO_FAULTS, ...options.faults }
  let owner: Owner | null = null
  /** The sum of the last durable commit, which the next one goes on from. */
  let sum = 0
  let acknowledged = 0
  /** The commits that are durable. A process that starts begins with them and then reads what else the file holds. */
  const durable: { readonly content: string; readonly sum: number; readonly end: number }[] = []

  const later = (process: Owner, [shortest, longest]: DiskFaults['readMs'], run: () => void): void => {
    after(shortest + random() * (longest - shortest), () => {
      if (process.isAlive) run()
    })
  }

  /** Writes a text, in several pieces where a write is short; `done` is told whether there was room for it. */
  const write = (process: Owner, text: string, done: (isWritten: boolean) => void): void => {
    later(process, faults.writeMs, () => {
      const room = Math.max(0, faults.capacity - file.position())
      const isShort = text.length > 1 && random() < faults.shortWrite
      const length = isShort ? 1 + Math.floor(random() * (text.length - 1)) : text.length
      if (isShort) history.shortWrites += 1
      file.write(text.slice(0, Math.min(length, room)))
      if (room < length) done(false)
      else if (isShort) write(process, text.slice(length), done)
      else done(true)
    })
  }

  const sync = (process: Owner, done: (isSynced: boolean) => void): void => {
    later(process, faults.syncMs, () => {
      const isSynced = random() >= faults.failedSync
      if (isSynced) file.sync()
      done(isSynced)
    })
  }

  const portOf = (process: Owner, tables: Tables): DiskPort => ({
    commit: (records, done) => {
      const content = `[${records.join(',')}]`
      const frame = encodeFrame(content, sum)
      const finish = (isDone: boolean): void => {
        if (!isDone) {
          file.rewind()
          history.failedCommits += 1
          done(null)
          return
        }
        sum = frame.sum
        durable.push({ content, sum, end: file.position() })
        history.commits += 1
        acknowledged += 1
        // Parsed again, so that what the store holds is not what its caller holds.
        done((JSON.parse(content) as WriteRecord[]).map(record => applyRecord(tables, record)))
      }
      write(process, frame.text, isWritten => {
        if (isWritten) sync(process, finish)
        else finish(false)
      })
    },
    read: done => later(process, faults.readMs, done),
    close: () => {
      process.isAlive = false
      if (owner === process) owner = null
    },
  })

  /** Reads the file from its beginning to the first commit that is not whole. */
  const recover = (tables: Tables): void => {
    file.rewind()
    const start = file.position()
    const content = file.unsynced()
    let end = 0
    for (let frame = decodeFrame(content, 0, sum); frame !== null; frame = decodeFrame(content, end, sum)) {
      durable.push({ ...frame, end: start + frame.end })
      end = frame.end
      sum = frame.sum
    }
    file.recover(end)
    // Parsed again, because the process before changed what it held.
    for (const { content } of durable)
      for (const record of JSON.parse(content) as WriteRecord[]) applyRecord(tables, record)
    history.revivedCommits += durable.length - acknowledged
    acknowledged = durable.length
  }

  return {
    open: () => {
      if (owner !== null) {
        return Promise.reject(error('held', 'Another store has the disk open. Close it, or crash the disk.'))
      }
      const process: Owner = { isAlive: true }
      owner = process
      return new Promise<SimulatedStore>(resolve => {
        later(process, faults.readMs, () => {
          const tables: Tables = new Map()
          recover(tables)
          resolve(createSimulatedStore(tables, portOf(process, tables), error))
        })
      })
    },
    crash: (how = 'power') => {
      if (owner !== null) owner.isAlive = false
      owner = null
      history.crashes += 1
      if (how === 'power') {
        const chance = random()
        history.lostPages += file.losePages(faults.pageLength, () => random() < chance)
      }
    },
    restore: part => {
      const lost = durable.splice(Math.floor(part * durable.length))
      sum = durable.at(-1)?.sum ?? 0
      file.cut(durable.at(-1)?.end ?? 0)
      acknowledged = durable.length
      return lost.map(({ content }) => content)
    },
    change: changed => {
      faults = { ...faults, ...changed }
    },
    history: (): DiskHistory => ({ ...history }),
  }
}
