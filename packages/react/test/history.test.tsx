import type { Event } from '@sluice/protocol'
import { HistoryProvider, useHistory, useMessage, useMessageIds, usePart, useView } from '@sluice/react'
import { createTestPage, type TestPage } from '@sluice/testkit/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { SluiceProvider } from '../src/index.ts'
import { answering, delta, ref } from './support/createStage.tsx'

afterEach(cleanup)

const said = (index: number): Event => ({
  type: 'message.added',
  message: `q${index}`,
  role: 'user',
  after: index === 0 ? null : `q${index - 1}`,
  parts: [{ part: `q${index}-p`, kind: 'text', text: `Question ${index}` }],
})

/** A page whose server sends the newest 100 of `count` messages. */
function openLong(count: number): TestPage {
  const page = createTestPage({ replayLimit: 10 })
  const log = page.server.log(ref)
  log.append(answering[0] as Event, ...Array.from({ length: count }, (_, index) => said(index)))
  return page
}

function open(page: TestPage, queries?: QueryClient, reader: { isAtEnd?: boolean } = {}) {
  const inner = (children: ReactNode) => (
    <SluiceProvider client={page.client}>
      <HistoryProvider {...ref}>{children}</HistoryProvider>
    </SluiceProvider>
  )
  const wrapper = ({ children }: { readonly children: ReactNode }) =>
    queries ? <QueryClientProvider client={queries}>{inner(children)}</QueryClientProvider> : inner(children)
  const hook = renderHook(
    () => ({
      history: useHistory(ref, reader),
      line: useMessageIds(ref),
      oldest: useMessage(ref, 'q0'),
      part: usePart(ref, 'q0-p'),
      view: useView(ref),
    }),
    { wrapper },
  )
  act(() => page.clock.advance(100))
  const older = () => act(() => hook.result.current.history.loadOlder())
  return { now: () => hook.result.current, older, unmount: hook.unmount, rerender: hook.rerender }
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `q${from + index}`)

test('[F7] older pages stand before the window without a gap or a double', async () => {
  const { now, older } = open(openLong(250))
  expect(now().line).toEqual(names(150, 250))
  expect(now().history).toMatchObject({ older: 150, status: 'idle', error: null })
  await older()
  expect(now().line).toEqual(names(50, 250))
  await older()
  expect(now().line).toEqual(names(0, 250))
  expect(now().history.older).toBe(0)
  expect(now().oldest?.id).toBe('q0')
  expect(now().part).toMatchObject({ text: 'Question 0' })
  expect(
    now()
      .view.settled.flat()
      .map(({ id }) => id),
  ).toEqual(names(0, 250))
  await older()
  expect(now().line).toHaveLength(250)
})

test('[C5] a delta changes neither the line nor an older message, and what comes joins at the end', async () => {
  const page = openLong(120)
  const { now, older } = open(page)
  await older()
  const { line, oldest } = now()
  act(() => {
    page.server.append(
      ref,
      { type: 'run.started', run: 'r1', trigger: 'q119' },
      { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
      { type: 'message.added', message: 'm2', role: 'assistant', after: 'q119', run: 'r1', step: 's1' },
      { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
    )
    page.clock.advance(100)
  })
  expect(now().line).toEqual([...line, 'm2'])
  const grown = now().line
  act(() => {
    page.server.append(ref, delta(0, 'Because'))
    page.clock.advance(100)
  })
  expect(now().line).toBe(grown)
  expect(now().oldest).toBe(oldest)
})

test('a page that cannot be had is a status, and can be asked for again', async () => {
  const page = openLong(120)
  const { request } = page.client
  let isDown = true
  const client = {
    ...page.client,
    request: (path: string, init?: RequestInit) =>
      isDown ? Promise.reject(new TypeError('offline')) : request(path, init),
  }
  const { now, older } = open({ ...page, client })
  await older()
  await waitFor(() =>
    expect(now().history).toMatchObject({ older: 20, status: 'failed', error: { code: 'offline' } }),
  )
  isDown = false
  await older()
  await waitFor(() => expect(now().history).toMatchObject({ older: 0, status: 'idle', error: null }))
})

test('another window drops what was loaded, so that nothing is joined across a gap', async () => {
  const page = openLong(150)
  const { now, older } = open(page)
  await older()
  expect(now().line).toHaveLength(150)
  act(() => {
    page.server.goDown()
    page.clock.advance(100)
  })
  page.server.log(ref).append(...Array.from({ length: 40 }, (_, index) => said(150 + index)))
  act(() => {
    page.server.comeUp()
    page.clock.advance(30_000)
  })
  await waitFor(() => expect(now().line).toEqual(names(90, 190)))
  await older()
  expect(now().line).toEqual(names(0, 190))
})

test('[F7] the pages are an infinite query of the page, which holds them while the conversation is not on the screen', async () => {
  const page = openLong(250)
  let requests = 0
  const client = {
    ...page.client,
    request: (path: string, init?: RequestInit) => {
      requests += 1
      return page.client.request(path, init)
    },
  }
  const queries = new QueryClient()
  const first = open({ ...page, client }, queries)
  await first.older()
  await first.older()
  const query = queries.getQueryCache().getAll().at(-1)
  const { offset } = page.server.log(ref).view
  expect(query?.queryKey).toEqual(['sluice', 'messages', 'ann', 'triage', 'bug-7', 150, 'q150', offset])
  expect(query?.state.data).toMatchObject({ pageParams: [150, 50] })
  first.unmount()
  act(() => page.clock.advance(10_000))
  const lines: number[] = []
  const again = open({ ...page, client }, queries)
  lines.push(again.now().line.length)
  expect([lines, again.now().history.older, requests]).toEqual([[250], 0, 2])
  queries.clear()
})

test('[F7] two that ask at once load one page', async () => {
  const page = openLong(250)
  let requests = 0
  const client = {
    ...page.client,
    request: (path: string, init?: RequestInit) => {
      requests += 1
      return page.client.request(path, init)
    },
  }
  const { now } = open({ ...page, client })
  await act(() => Promise.all([now().history.loadOlder(), now().history.loadOlder()]))
  expect([now().line, requests]).toEqual([names(50, 250), 1])
})

/** Says more in a session, ten messages at a time. */
function say(page: TestPage, from: number, to: number): void {
  for (let at = from; at < to; at += 10)
    act(() => {
      page.server.append(ref, ...names(at, Math.min(to, at + 10)).map((_, index) => said(at + index)))
      page.clock.advance(20)
    })
}

test('[F7] what a page that stays open lets go of is loaded again without a seam, and stays while a reader is there', async () => {
  const page = openLong(10)
  const reader = { isAtEnd: true }
  const { now, older, rerender } = open(page, undefined, reader)
  say(page, 10, 500)
  const held = now().line.length
  expect([held < 330, now().history.older]).toEqual([true, 500 - held])
  expect(now().line).toEqual(names(500 - held, 500))
  reader.isAtEnd = false
  rerender()
  while (now().history.older > 0) await older()
  expect(now().line).toEqual(names(0, 500))
  say(page, 500, 800)
  expect(now().line).toEqual(names(0, 800))
  reader.isAtEnd = true
  rerender()
  say(page, 800, 801)
  expect([now().line, now().history.older]).toEqual([names(601, 801), 601])
})

test('[F7] where a page does not say where its reader is, what was loaded is held', async () => {
  const page = openLong(150)
  const { now, older } = open(page)
  await older()
  expect(now().line).toHaveLength(150)
  say(page, 150, 450)
  expect(now().line).toEqual(names(0, 450))
})

const texts = (view: { readonly settled: readonly (readonly object[])[] }) => JSON.stringify(view.settled)

test('[F7] a redaction empties a message that was loaded before the window, and what is kept of its page', async () => {
  const page = openLong(250)
  const queries = new QueryClient()
  const first = open(page, queries)
  await first.older()
  await first.older()
  expect(first.now().part).toMatchObject({ text: 'Question 0' })
  act(() => {
    page.server.append(ref, { type: 'message.redacted', message: 'q0' })
    page.clock.advance(100)
  })
  expect(first.now().oldest).toMatchObject({ id: 'q0', parts: [], redacted: true })
  expect([first.now().part, first.now().line]).toEqual([null, names(0, 250)])
  expect(texts(first.now().view)).not.toContain('Question 0"')
  expect(JSON.stringify(queries.getQueryCache().getAll().at(-1)?.state.data)).not.toContain('Question 0"')
  queries.clear()
})

test('[F7] a redaction while the conversation is not on the screen is known before it is drawn again', async () => {
  const page = openLong(250)
  const queries = new QueryClient()
  const first = open(page, queries)
  await first.older()
  await first.older()
  first.unmount()
  act(() => page.clock.advance(10_000))
  page.server.append(ref, { type: 'message.redacted', message: 'q0' })
  const again = open(page, queries)
  await waitFor(() => expect(again.now().line).toEqual(names(0, 250)))
  expect([again.now().oldest?.redacted, again.now().part]).toEqual([true, null])
  queries.clear()
})

test('[F7] a redaction in an absence that ends with a snapshot drops what was loaded, also where the window is the same', async () => {
  const page = openLong(250)
  const { now, older } = open(page)
  await older()
  await older()
  expect(now().part).toMatchObject({ text: 'Question 0' })
  act(() => {
    page.server.goDown()
    page.clock.advance(100)
  })
  page.server.log(ref).append({ type: 'message.redacted', message: 'q0' })
  // Nothing that is shown changes, and there is more to send than a snapshot is long.
  page.server
    .log(ref)
    .append(...Array.from({ length: 20 }, (_, at): Event => ({ type: 'session.titled', title: `${at}` })))
  act(() => {
    page.server.comeUp()
    page.clock.advance(30_000)
  })
  await waitFor(() => expect(now().history.older).toBe(150))
  await older()
  await older()
  expect(now().oldest).toMatchObject({ parts: [], redacted: true })
})
