import assert from 'node:assert/strict'
import { test } from 'node:test'
import { search } from '../src/search.js'

const items = [{ name: 'Blue lamp' }, { name: 'Red lamp' }, { name: 'Chair' }]

test('case does not matter', () => {
  assert.deepEqual(search(items, 'LAMP').length, 2)
})

test('an empty text finds everything', () => {
  assert.deepEqual(search(items, '  '), items)
})
