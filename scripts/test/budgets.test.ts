import { expect, test } from 'vitest'
import { budgets } from '../bench/budgets.ts'
import { firstLoad } from '../bench/firstLoad.ts'

test.each(budgets)(
  '$page costs a page at most $bytes bytes before it shows anything',
  async ({ source, bytes }) => {
    const { gzipped } = await firstLoad(source)
    expect(gzipped).toBeGreaterThan(0)
    expect(gzipped).toBeLessThanOrEqual(bytes)
  },
)
