import { emptyView, parseView } from '@sluice/fold'
import { expect, test } from 'vitest'

test('[F5] a view is read from JSON, and not where it lacks what a view has, or would exhaust the stack of who walks it', () => {
  const text = JSON.stringify({ ...emptyView, state: 'here' })
  expect(parseView(text)).toEqual({ ok: true, value: { ...emptyView, state: 'here' } })
  const deep = '['.repeat(10_000) + ']'.repeat(10_000)
  for (const broken of [
    '',
    'null',
    '{}',
    text.replace('"queue":[]', '"queue":{}'),
    text.replace('"here"', deep),
  ])
    expect(parseView(broken).ok).toBe(false)
})
