import { parseArgs } from 'node:util'
import { type PlantName, plantNames } from '../e2e/simulation/plants.ts'
import { runSeed, type SeedResult } from '../e2e/simulation/runSeed.ts'
import { runSeeds } from '../e2e/simulation/runSeeds.ts'

const usage = `npm run simulate -- [--seeds N] [--from S]     runs N worlds, from seed S (1) on
npm run simulate -- --workers W                in so many threads instead of one for each core
npm run simulate -- --seed S [--verbose]       runs one world and tells what happens in it
npm run simulate -- --plant NAME               plants a fault: ${plantNames.join(', ')}`

/** How many lines of a failed world are shown. */
const TAIL = 60

/** How often it is told how far many worlds are. */
const PROGRESS_MS = 10_000

/** Failed seeds after which no more are begun. */
const MOST_FAILURES = 10

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string' },
    seed: { type: 'string' },
    plant: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function plantOf(name: string | undefined): PlantName | null {
  if (name === undefined) return null
  const found = plantNames.find(known => known === name)
  if (found === undefined)
    throw new Error(`There is no fault "${name}" to plant. Plant one of ${plantNames.join(', ')}.`)
  return found
}

async function tell(seed: number, plant: PlantName | null, isWhole: boolean): Promise<SeedResult> {
  const lines: string[] = []
  const result = await runSeed({ seed, plant, trace: line => lines.push(line) })
  for (const line of isWhole ? lines : lines.slice(-TAIL))
    console.log(line.length > 300 ? `${line.slice(0, 300)}…` : line)
  for (const violation of result.violations) console.log(`  seed ${seed}: ${violation}`)
  return result
}

async function runOne(seed: number, plant: PlantName | null): Promise<boolean> {
  const { violations, events, commands, crashes, lastedMs } = await tell(seed, plant, values.verbose)
  console.log(
    `${events} events, ${commands} commands, ${crashes} crashes in ${(lastedMs / 1000).toFixed(1)} s of the world`,
  )
  console.log(violations.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed')
  return violations.length === 0
}

async function runMany(from: number, count: number, plant: PlantName | null): Promise<boolean> {
  const start = performance.now()
  const sums = { seeds: 0, events: 0, commands: 0, crashes: 0, lastedMs: 0 }
  const failed: SeedResult[] = []
  const workers = values.workers === undefined ? {} : { workers: Number(values.workers) }
  const rate = (): string => `${(sums.seeds / ((performance.now() - start) / 1000)).toFixed(1)} seeds/s`
  let toldAt = start
  await runSeeds({ from, count, plant, mostFailures: MOST_FAILURES, ...workers }, result => {
    sums.seeds += 1
    sums.events += result.events
    sums.commands += result.commands
    sums.crashes += result.crashes
    sums.lastedMs += result.lastedMs
    if (result.violations.length > 0) {
      failed.push(result)
      console.log(`seed ${result.seed} failed: ${result.violations[0]}`)
    }
    if (performance.now() - toldAt < PROGRESS_MS) return
    toldAt = performance.now()
    console.log(`${sums.seeds} of ${count} seeds, ${failed.length} failed, ${rate()}`)
  })
  failed.sort((a, b) => a.seed - b.seed)
  const [first] = failed
  if (first !== undefined) await tell(first.seed, plant, values.verbose)
  const planted = plant === null ? '' : ` --plant ${plant}`
  if (first !== undefined)
    console.log(`Run it again: npm run simulate -- --seed ${first.seed}${planted} --verbose`)
  const seconds = (performance.now() - start) / 1000
  console.log(
    `${sums.seeds} seeds in ${seconds.toFixed(1)} s (${rate()}): ${sums.events} events, ${sums.commands} commands, ${sums.crashes} crashes, ` +
      `${Math.round(sums.lastedMs / 1000)} s of the world`,
  )
  console.log(`${sums.seeds - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0
}

if (values.help) {
  console.log(usage)
} else {
  const plant = plantOf(values.plant)
  const isGood =
    values.seed === undefined
      ? await runMany(Number(values.from), Number(values.seeds), plant)
      : await runOne(Number(values.seed), plant)
  process.exit(isGood ? 0 : 1)
}
