import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { PlantName } from './plants.ts'
import type { SeedResult } from './runSeed.ts'

/** Which seeds are run. */
export interface SeedRange {
  /** The first seed; the others follow it. */
  readonly from: number
  readonly count: number
  readonly plant: PlantName | null
  /** No further seed is begun after so many failed. */
  readonly mostFailures: number
  /** How many threads; all cores when it is left out. */
  readonly workers?: number
}

/** A world makes much that is soon forgotten: with more room than usual for what is new, it is collected seldom. */
const YOUNG_MB = 96

/** What a thread is given: the range, and a counter that all share. */
export interface Task {
  readonly range: SeedRange
  /** How many seeds have been begun, and how many have failed. */
  readonly counters: Int32Array<SharedArrayBuffer>
}

/** Runs seeds in several threads; `finished` is told of each, in no order. */
export async function runSeeds(range: SeedRange, finished: (result: SeedResult) => void): Promise<void> {
  const counters = new Int32Array(new SharedArrayBuffer(8))
  const task: Task = { range, counters }
  const threads = Math.max(1, Math.min(range.workers ?? availableParallelism(), range.count))
  await Promise.all(
    Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: task,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      })
      return new Promise<void>((resolve, reject) => {
        worker.on('message', finished)
        worker.once('error', reject)
        worker.once('exit', code =>
          code === 0 ? resolve() : reject(new Error(`A thread of the simulation ended with ${code}.`)),
        )
      })
    }),
  )
}
