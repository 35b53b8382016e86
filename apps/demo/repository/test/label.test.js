import assert from 'node:assert/strict'
import { test } from 'node:test'
import { label } from '../src/label.js'

test('one item is not many', () => {
  assert.equal(label({ number: 1, count: 1, total: 1 }), 'Page 1 of 1, 1 item')
})

test('nothing says so', () => {
  assert.equal(label({ number: 1, count: 1, total: 0 }), 'No items')
})
