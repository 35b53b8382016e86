// @vitest-environment node
import type { Envelope } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { eventAsCurl } from '../src/event/eventAsCurl.ts'
import { eventAsFixture } from '../src/event/eventAsFixture.ts'
import { rowsForPage, toggled, withMore } from '../src/json/createRows.ts'
import { createLogSearch } from '../src/search/createLogSearch.ts'
import { createTextSearch } from '../src/search/createTextSearch.ts'
import type { WorkerAnswer, WorkerRequest } from '../src/search/messages.ts'
import { logOf } from './logOf.ts'

const log = (count: number) =>
  logOf(
    ...Array.from({ length: count }, (_, index) => ({
      type: 'part.delta',
      part: 'p',
      from: 0,
      text: `Word ${index}`,
    })),
  )

/** A worker that answers when the test says so. */
function holdWorker() {
  const search = createTextSearch()
  const asked: Extract<WorkerRequest, { type: 'find' }>[] = []
  let take: (answer: WorkerAnswer) => void = () => undefined
  let copied = 0
  return {
    start: (taker: typeof take) => {
      take = taker
      return {
        send: (request: WorkerRequest) => {
          if (request.type === 'find') asked.push(request)
          if (request.type !== 'add') return
          copied = Math.max(copied, request.envelopes.length)
          search.add(request.envelopes)
        },
        stop: () => undefined,
      }
    },
    /** The most events that were handed over at once. */
    copied: () => copied,
    asked: () => asked.map(({ text, from }) => [text, from]),
    answer: () => {
      const next = asked.at(-1)
      if (next === undefined) throw new Error('Nothing was asked.')
      const { text, from } = next
      const positions = Uint32Array.from(search.find(text, from))
      take({ type: 'found', text, from, to: search.count(), positions })
    },
  }
}

/** Runs what waits for the page's turn, until nothing does. */
function createTurns() {
  const waiting = new Set<() => void>()
  return {
    yieldToPage: (run: () => void) => {
      waiting.add(run)
      return () => void waiting.delete(run)
    },
    run: () => {
      for (let turn = 0; waiting.size > 0 && turn < 1000; turn++)
        for (const next of [...waiting]) {
          waiting.delete(next)
          next()
        }
    },
  }
}

test('[D4] a log is handed to the worker in pieces, and what is typed meanwhile is looked for once', () => {
  const envelopes = log(5_000)
  const worker = holdWorker()
  const turns = createTurns()
  const search = createLogSearch(envelopes, worker.start, turns.yieldToPage, () => undefined)
  search?.want('w', 5_000)
  search?.want('word 49', 5_000)
  turns.run()
  expect(worker.copied()).toBe(2_000)
  expect(worker.asked()).toEqual([['word 49', 0]])
  search?.want('word 4999', 5_000)
  expect(search?.getSnapshot().text).toBe('')
  worker.answer()
  expect(worker.asked()).toEqual([
    ['word 49', 0],
    ['word 4999', 0],
  ])
  worker.answer()
  expect(search?.getSnapshot()).toEqual({ text: 'word 4999', to: 5_000, positions: new Set([4999]) })
})

test('[D4] what is appended while one looks is looked through alone', () => {
  const envelopes = log(10)
  const worker = holdWorker()
  const turns = createTurns()
  const search = createLogSearch(envelopes, worker.start, turns.yieldToPage, () => undefined)
  search?.want('word', 8)
  turns.run()
  worker.answer()
  expect(search?.getSnapshot()).toMatchObject({ to: 8 })
  search?.want('word', 10)
  turns.run()
  worker.answer()
  expect(worker.asked()).toEqual([
    ['word', 0],
    ['word', 8],
  ])
  expect([...(search?.getSnapshot().positions ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('[D4] a large value is handed over as the lines that are opened, long texts cut', () => {
  const value = { list: Array.from({ length: 1_000 }, (_, index) => index), text: 'x'.repeat(1_000_000) }
  let opening = toggled({ expanded: new Set<string>(), shown: new Map() }, '')
  expect(rowsForPage(value, opening).map(({ path }) => path)).toEqual(['', '/list', '/text'])
  expect(String(rowsForPage(value, opening)[2]?.scalar).length).toBe(100_001)
  opening = withMore(toggled(opening, '/list'), '/list')
  expect(rowsForPage(value, opening)).toHaveLength(204)
})

const ref = { agent: 'triage', id: 'bug-7' }
const [agents] = logOf({ type: 'run.started', run: 'r1' })
const person = (event: Envelope['event']): Envelope => ({
  offset: '0000000000000002_aaaaaaaa',
  at: 20,
  actor: { kind: 'person', id: 'ann' },
  event,
})

test('[D13] what a person said is copied as the command that says it again, whatever is in it, and all else as a read of the log', () => {
  const said = person({
    type: 'message.added',
    message: 'q1',
    role: 'user',
    after: null,
    parts: [{ part: 'p1', kind: 'text', text: "it's `$(rm -rf /)`" }],
  } as Envelope['event'])
  const line = eventAsCurl(ref, said, null)
  expect(line).toContain('-H "Authorization: Bearer $SLUICE_TOKEN"')
  const body = /--data '(.*)' "\$\{SLUICE_URL/.exec(line)?.[1]?.replaceAll("'\\''", "'") ?? ''
  expect(JSON.parse(body)).toMatchObject({
    session: ref,
    command: { type: 'message.send', parts: [{ kind: 'text', text: "it's `$(rm -rf /)`" }] },
  })
  const decided = person({
    type: 'approval.decided',
    approval: 'a1',
    decision: 'approved',
    via: 'socket',
  } as Envelope['event'])
  expect(eventAsCurl(ref, decided, null)).toContain(
    '"command":{"type":"approval.decide","approval":"a1","decision":"approved"}',
  )
  if (agents === undefined) throw new Error('The log is empty.')
  expect(eventAsCurl(ref, agents, '0000000000000001_bbbbbbbb')).toBe(
    `curl -sS -H "Authorization: Bearer $SLUICE_TOKEN" "\${SLUICE_URL:-http://127.0.0.1:4280}"'/v1/sessions/triage/bug-7/events?offset=0000000000000001_bbbbbbbb'`,
  )
})

test('[D13] an event is copied as the line of a test that appends it', () => {
  if (agents === undefined) throw new Error('The log is empty.')
  expect(eventAsFixture(agents)).toBe(
    'log.appendAs({"kind":"agent","id":"triage"}, {\n  "type": "run.started",\n  "run": "r1"\n})',
  )
})
