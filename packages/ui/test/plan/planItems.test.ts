import { expect, test } from 'vitest'
import { planItems } from '../../src/plan/planItems.ts'

test('[K24] a plan is read from texts and from objects with a title and a status', () => {
  const plan = [
    'Look',
    { title: 'Read', done: true },
    { text: 'Edit', status: 'in-progress' },
    { task: 'Test' },
  ]
  expect(planItems(plan, false)).toEqual([
    { title: 'Look', status: 'open' },
    { title: 'Read', status: 'done' },
    { title: 'Edit', status: 'active' },
    { title: 'Test', status: 'open' },
  ])
})

test('[K24] a plan that only says what is done is at its first open item while a run is going', () => {
  const plan = [
    { title: 'Look', done: true },
    { title: 'Edit', done: false },
    { title: 'Test', done: false },
  ]
  expect(planItems(plan, true).map(item => item.status)).toEqual(['done', 'active', 'open'])
  expect(planItems(plan, false).map(item => item.status)).toEqual(['done', 'open', 'open'])
})

test.each([[null], ['plan'], [{ title: 'no list' }], [[1, null, [], { title: 3 }]]])(
  '[K24] %j is no plan and breaks nothing',
  value => {
    expect(planItems(value, true)).toEqual([])
  },
)
