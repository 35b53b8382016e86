import { expect, test } from 'vitest'
import { createFormat } from '../../src/text/format.ts'

const { duration, bytes, percent, time } = createFormat('en')

test.each([
  [0, '0s'],
  [12, '12ms'],
  [400, '0.4s'],
  [9_949, '9.9s'],
  [12_400, '12s'],
  [59_700, '1m 0s'],
  [185_000, '3m 5s'],
  [7_440_000, '2h 4m'],
])('%i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test('[K6] sizes and shares are short', () => {
  expect([bytes(12), bytes(1_250_000), percent(0.625)]).toEqual(['12B', '1.3MB', '63%'])
})

test('[K6] a time of another day has its date', () => {
  const noon = Date.UTC(2026, 2, 3, 12)
  expect(time(noon, noon + 60_000)).not.toContain('Mar')
  expect(time(noon, noon + 2 * 86_400_000)).toContain('Mar')
})

test('[K6] another language writes durations its own way', () => {
  expect(createFormat('de').duration(9_500)).toBe('9,5 Sek.')
})
