// @vitest-environment node
import { expect, test } from 'vitest'
import {
  filterOf,
  formatQuery,
  parseQuery,
  parseSession,
  readSearch,
  type Search,
  searchOfFilter,
  searchOfSelection,
  searchOfUsage,
  selectionOf,
  usageOf,
} from '../src/search.ts'

const whole: Search = {
  session: 'triage/bug-7~a.b_c',
  offset: '0000000000000812_ab12cd34',
  events: '-part,step',
  find: 'src/paginate.js',
  failed: 'yes',
  panel: 'waterfall',
  side: 'state',
  path: '/plan/0/a~1b',
  against: '0000000000000007_ab12cd34',
  other: 'triage/bug-7-fork',
  q: 'a & b = 100%?',
  agent: 'triage',
  status: 'waiting',
  place: 'usage',
  by: 'tool',
  measure: 'time',
  range: 'month',
}

test('[C9] everything that is selected survives the way through the address', () => {
  expect(readSearch(parseQuery(formatQuery({ ...whole })))).toEqual(whole)
  expect(formatQuery({ ...whole })).toBe(
    '?session=triage/bug-7%7Ea.b_c&offset=0000000000000812_ab12cd34&events=-part,step&find=src/paginate.js&failed=yes&panel=waterfall&side=state&path=/plan/0/a%7E1b&against=0000000000000007_ab12cd34&other=triage/bug-7-fork&q=a+%26+b+%3D+100%25%3F&agent=triage&status=waiting&place=usage&by=tool&measure=time&range=month',
  )
  expect(formatQuery({})).toBe('')
})

test('[C9] selection and filter are read from the address and written to it', () => {
  const selection = selectionOf(whole)
  expect(selection).toEqual({
    offset: whole.offset,
    families: { mode: 'except', families: ['part', 'step'] },
    find: 'src/paginate.js',
    onlyFailed: true,
    panel: 'waterfall',
    side: 'state',
    path: '/plan/0/a~1b',
    against: whole.against,
    other: { agent: 'triage', id: 'bug-7-fork' },
  })
  expect(searchOfSelection(selection)).toEqual({
    offset: whole.offset,
    events: whole.events,
    find: whole.find,
    failed: 'yes',
    panel: 'waterfall',
    side: whole.side,
    path: whole.path,
    against: whole.against,
    other: whole.other,
  })
  expect(searchOfSelection({ ...selection, path: '' }).path).toBe('/')
  expect(selectionOf({ path: '/' }).path).toBe('')
  expect(filterOf(whole)).toEqual({ search: whole.q, agent: 'triage', status: 'waiting' })
  expect(searchOfFilter(filterOf(whole))).toEqual({ q: whole.q, agent: 'triage', status: 'waiting' })
  expect(searchOfUsage(usageOf(whole))).toEqual({ by: 'tool', measure: 'time', range: 'month' })
  expect(Object.values(searchOfUsage(usageOf({})))).toEqual([undefined, undefined, undefined])
  expect(Object.values({ ...searchOfSelection(selectionOf({})), ...searchOfFilter(filterOf({})) })).toEqual(
    Array.from({ length: 12 }, () => undefined),
  )
})

test('[F3] what the console does not know is dropped from the address', () => {
  const hostile = {
    session: '../../etc/passwd',
    offset: "0' OR 1=1",
    events: '<script>',
    side: '__proto__',
    failed: true,
    panel: 'constructor',
    q: 7,
    agent: '<b>',
    status: 'constructor',
    token: 'secret',
    ...JSON.parse('{"__proto__":{"polluted":true}}'),
  }
  expect(readSearch(hostile)).toEqual({})
  expect(readSearch({ q: 'x'.repeat(10_000) }).q).toHaveLength(200)
})

test('[S11] a word names a session by agent and id', () => {
  expect(parseSession('triage/bug-7')).toEqual({ agent: 'triage', id: 'bug-7' })
  expect([undefined, '', 'triage', '/x', 'a/b/c', 'a/', `a/${'x'.repeat(129)}`].map(parseSession)).toEqual(
    Array.from({ length: 7 }, () => null),
  )
})
