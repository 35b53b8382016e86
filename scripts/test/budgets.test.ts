import { expect, test } from 'vitest'
import { adapterBudgets, adapterPage, budgets } from '../bench/budgets.ts'
import { addedLoad, firstLoad } from '../bench/firstLoad.ts'

test.each(budgets)(
  '$page costs a page at most $bytes bytes before it shows anything',
  async ({ source, bytes }) => {
    const { gzipped } = await firstLoad(source)
    expect(gzipped).toBeGreaterThan(0)
    expect(gzipped).toBeLessThanOrEqual(bytes)
  },
)

test.each(adapterBudgets)(
  '$adapter adds at most $bytes bytes to a page that has the hooks, for a first conversation',
  async ({ source, bytes }) => {
    const { gzipped, later } = await addedLoad(adapterPage, source)
    expect(later).toBeGreaterThan(0)
    // It is not in what others load.
    expect(gzipped).toBeGreaterThan(bytes / 2)
    expect(gzipped).toBeLessThanOrEqual(bytes)
  },
)
