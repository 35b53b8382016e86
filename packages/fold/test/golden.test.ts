import { readFileSync } from 'node:fs'
import { emptyView, fold } from '@sluice/fold'
import { eventSchemas, parseEnvelope, VIEW_REVISION } from '@sluice/protocol'
import { expect, test } from 'vitest'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8'))

for (let revision = 1; revision <= VIEW_REVISION; revision++) {
  test(`[F6][W6] the golden log of revision ${revision} folds to its golden view`, () => {
    const envelopes = read(`log-${revision}.json`).map((input: unknown) => {
      const result = parseEnvelope(input)
      if (!result.ok) throw new Error(result.reason)
      return result.value
    })
    const view = fold(emptyView, envelopes)
    expect(view.faults.count).toBe(0)
    expect(view).toEqual(read(`view-${revision}.json`))
  })
}

test('[W6] the golden log of the newest revision has every type of event', () => {
  const log: { event: { type: string } }[] = read(`log-${VIEW_REVISION}.json`)
  expect([...new Set(log.map(({ event }) => event.type))].sort()).toEqual(Object.keys(eventSchemas).sort())
})
