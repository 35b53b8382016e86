import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageCount, paginate } from '../src/paginate.js'

const orders = Array.from({ length: 41 }, (_, index) => ({ name: `Order ${index + 1}` }))

test('full pages are counted', () => {
  assert.equal(pageCount(40, 10), 4)
})

test('a page that is not full is a page', () => {
  assert.equal(pageCount(41, 10), 5)
})

test('the last page holds what is left', () => {
  const page = paginate(orders, { number: 5, size: 10 })
  assert.deepEqual(
    page.items.map(order => order.name),
    ['Order 41'],
  )
})

test('an empty list has one empty page', () => {
  assert.deepEqual(paginate([]), { items: [], number: 1, count: 1, total: 0 })
})
