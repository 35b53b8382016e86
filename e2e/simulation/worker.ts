import { parentPort, workerData } from 'node:worker_threads'
import { runSeed } from './runSeed.ts'
import type { Task } from './runSeeds.ts'

const { range, counters } = workerData as Task

// Refusals are everyday here, and nobody reads where they come from: the seed of a failure is run again, with that.
Error.stackTraceLimit = 0

for (;;) {
  const index = Atomics.add(counters, 0, 1)
  if (index >= range.count || Atomics.load(counters, 1) >= range.mostFailures) break
  const result = await runSeed({ seed: range.from + index, plant: range.plant, trace: null })
  if (result.violations.length > 0) Atomics.add(counters, 1, 1)
  parentPort?.postMessage(result)
}
