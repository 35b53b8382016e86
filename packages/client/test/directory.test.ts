import { directoryOf } from '@sluice/client'
import type { DirectoryRow } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createPage } from './support/createPage.ts'

const row = (id: string, updatedAt: number, change: Partial<DirectoryRow> = {}): DirectoryRow => ({
  agent: 'triage',
  id,
  owner: 'ann',
  title: id,
  createdAt: 1,
  updatedAt,
  offset: '0000000000000001_aaaaaaaa',
  status: 'idle',
  approvals: 0,
  runs: 0,
  messages: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
  ...change,
})

function open(limit?: number) {
  const page = createPage()
  const directory = directoryOf(page.client, limit === undefined ? { agent: 'triage' } : { limit })
  const leave = directory.subscribe(() => {})
  page.clock.advance(100)
  let version = 0
  const push = (rows: DirectoryRow[], gone: { agent: string; id: string }[] = []) => {
    const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
    page.server.sockets()[0]?.push({ type: 'rows', channel, version: ++version, rows, gone })
    page.clock.advance(100)
  }
  return { page, directory, leave, push, ids: () => directory.getSnapshot().rows.map(({ id }) => id) }
}

test('[S13] rows come and go, the last updated first', () => {
  const { directory, push, ids } = open()
  expect(directory.getSnapshot()).toEqual({ rows: [], status: 'live', error: null })
  push([row('a', 1), row('b', 3)])
  push([row('c', 2)])
  expect(ids()).toEqual(['b', 'c', 'a'])
  push([row('a', 9, { title: 'renamed' })], [{ agent: 'triage', id: 'b' }])
  expect(ids()).toEqual(['a', 'c'])
  expect(directory.getSnapshot().rows[0]?.title).toBe('renamed')
})

test('[S13] no more rows are held than were asked for', () => {
  const { push, ids } = open(2)
  push([row('a', 1), row('b', 2)])
  push([row('c', 3)])
  expect(ids()).toEqual(['c', 'b'])
})

test('[S13] after a drop the first rows take the place of all, and the old ones are shown meanwhile', () => {
  const { page, directory, push, ids } = open()
  push([row('a', 1), row('b', 2)])
  page.server.goDown()
  page.clock.advance(10)
  expect([directory.getSnapshot().status, ids()]).toEqual(['connecting', ['b', 'a']])
  page.server.comeUp()
  page.clock.advance(1_000)
  expect([directory.getSnapshot().status, ids()]).toEqual(['live', []])
})

test('[W3] a directory that is refused for now is asked for again, and one that may not be read is closed', () => {
  const { page, directory } = open()
  const refuse = (code: string) => {
    const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
    page.server.sockets()[0]?.push({ type: 'refused', channel, code, message: 'No.' })
    page.clock.advance(1)
  }
  refuse('rate-limited')
  expect(directory.getSnapshot()).toMatchObject({ status: 'connecting', error: { code: 'rate-limited' } })
  page.clock.advance(1_000)
  expect(directory.getSnapshot()).toEqual({ rows: [], status: 'live', error: null })
  refuse('forbidden')
  page.clock.advance(60_000)
  expect(directory.getSnapshot()).toMatchObject({ status: 'closed', error: { code: 'forbidden' } })
  expect(page.server.received('subscribe')).toHaveLength(2)
})

test('[C5] one filter has one subscription, which ends with its last reader', () => {
  const { page, directory, leave } = open()
  expect(directoryOf(page.client, { agent: 'triage' })).toBe(directory)
  directory.subscribe(() => {})()
  page.clock.advance(6_000)
  expect(page.server.received('subscribe')).toHaveLength(1)
  leave()
  page.clock.advance(6_000)
  expect([page.server.sockets().length, page.clock.pending()]).toEqual([0, 0])
})
