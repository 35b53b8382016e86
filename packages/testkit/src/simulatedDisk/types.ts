import type { StoreAppend, StoreKey, StoreUnderTest } from '../storeContract/types.ts'

/** A store on a simulated disk: one that a host has for itself, or, once a session is leased, one that several share. */
export interface SimulatedStore extends StoreUnderTest {
  lease(key: StoreKey): Promise<number>
  append(append: StoreAppend & { readonly epoch?: number }): Promise<void>
}

/** How a simulated disk behaves; each number may be changed while it runs. */
export interface DiskFaults {
  /** Shortest and longest time of a write, a sync and a read, in ms. */
  readonly writeMs: readonly [number, number]
  readonly syncMs: readonly [number, number]
  readonly readMs: readonly [number, number]
  /** Chance of a write that puts only its beginning on the disk and says so. */
  readonly shortWrite: number
  /** Chance of a sync that fails: what was written may be on the disk or not. */
  readonly failedSync: number
  /** Characters that the disk has room for. */
  readonly capacity: number
  /** Characters of a page: after a power cut a page is there whole or not at all. */
  readonly pageLength: number
}

/** What a simulated disk is made of. */
export interface SimulatedDiskOptions {
  /** Draws a number from 0 up to, not including, 1. */
  readonly random: () => number
  /** Runs something once after a delay in ms of simulated time; the returned function is not called. */
  readonly after: (delayMs: number, run: () => void) => () => void
  readonly faults?: Partial<DiskFaults>
  /** Makes the error of a refusal; by default one that has the name and the code of the server's `StoreError`. */
  readonly error?: (code: string, message: string) => Error
}

/** What has happened to a simulated disk. */
export interface DiskHistory {
  readonly commits: number
  readonly failedCommits: number
  readonly shortWrites: number
  readonly crashes: number
  /** Pages that were written, not synced, and lost. */
  readonly lostPages: number
  /** Commits that were not acknowledged before a crash and were there after it. */
  readonly revivedCommits: number
}

/** A disk in memory, and the store on it. */
export interface SimulatedDisk {
  /** Opens the store from what is on the disk. Rejects with `held` while the store that was opened before is neither closed nor crashed. */
  open(): Promise<SimulatedStore>
  /**
   * Ends the process that has the store open: nothing it waits for ever settles. A `power` cut also loses pages that were not synced, each by
   * chance; after a `kill` the system still writes them.
   */
  crash(how?: 'power' | 'kill'): void
  /**
   * Puts back a backup: only the first commits are there, as many as this part of them. Returns the records of the others, each a JSON text. Only while
   * no process has the store open.
   */
  restore(part: number): readonly string[]
  change(faults: Partial<DiskFaults>): void
  history(): DiskHistory
}
