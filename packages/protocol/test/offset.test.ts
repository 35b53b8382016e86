import { formatOffset, splitOffset } from '@sluice/protocol'
import { expect, test } from 'vitest'

test('an offset is taken apart into what it was made of', () => {
  expect(splitOffset(formatOffset(42, 'abcd0123'))).toEqual({ sequence: 42, mark: 'abcd0123' })
})
