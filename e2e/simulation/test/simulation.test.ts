import { describe, expect, test } from 'vitest'
import type { PlantName } from '../plants.ts'
import { runSeed, type SeedResult } from '../runSeed.ts'

/** Runs seeds until one fails or all have passed. */
async function findFailure(plant: PlantName | null, seeds: number): Promise<SeedResult | null> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const result = await runSeed({ seed, plant, trace: null })
    if (result.violations.length > 0) return result
  }
  return null
}

describe('the simulation', () => {
  test('[X1] finds nothing wrong in 60 worlds', async () => {
    expect(await findFailure(null, 60)).toBeNull()
  }, 120_000)

  test('[X1] does the same again for the same seed', async () => {
    const traces: string[][] = []
    for (const seed of [5, 5, 6]) {
      const lines: string[] = []
      await runSeed({ seed, plant: null, trace: line => lines.push(line) })
      traces.push(lines)
    }
    expect(traces[0]?.length).toBeGreaterThan(20)
    expect(traces[1]).toEqual(traces[0])
    expect(traces[2]).not.toEqual(traces[0])
  })

  test.each<[PlantName, RegExp]>([
    ['skip-resume', /not the fold of the log|showed faults|did not come to rest|at place/],
    [
      'publish-before-commit',
      /not durable yet|the log does not hold|went back|did not come to rest|not the fold/,
    ],
    ['drop-dedup', /was done \d+ times|accepted with another body/],
    ['forget-outbox', /did not come to rest|in neither the log nor the outbox/],
    ['forget-edits', /and was to do/],
    ['views-ahead', /not the fold of the log/],
    ['mix-tabs', /did not come to rest|not the fold of the log/],
    ['lose-while-asleep', /did not come to rest/],
    ['timers-by-clock', /did not come to rest/],
    ['ignore-expiry', /tells more to who came with/],
    ['stay-with-requests', /did not come to rest/],
    ['miss-the-change', /is sent as|shows said-\d+ of/],
    ['mix-people', /shows said-\d+ of/],
  ])(
    '[X1] finds the planted fault %s within 600 worlds',
    async (plant, sentence) => {
      const failure = await findFailure(plant, 600)
      expect(failure?.violations.join('\n')).toMatch(sentence)
    },
    120_000,
  )
})
