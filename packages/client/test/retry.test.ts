import { errorTable } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { retryOf } from '../src/retry.ts'

test.each(Object.entries(errorTable))('[W3] the client treats %s as the protocol says', (code, { retry }) => {
  expect(retryOf(code)).toBe(retry === 'later' || retry === 'with-new-token' ? retry : 'never')
})

test.each(['tea-break', 'constructor', ''])('[W6] the unknown code "%s" counts as internal', code => {
  expect(retryOf(code)).toBe(errorTable.internal.retry)
})
