import { createClient, createSocketBackend } from '@sluice/client'
import type { Event, SessionRef } from '@sluice/protocol'
import { type NoticePage, SluiceProvider, useNotifications } from '@sluice/react'
import { createTestEnvironment } from '@sluice/testkit'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { answering, createStage, ref } from './support/createStage.tsx'

const other: SessionRef = { agent: 'triage', id: 'other' }

/** The pages of one browser: each has a title of its own, claims are shared. */
function createBrowser() {
  const claimed = new Set<string>()
  const shown: { readonly title: string; readonly body: string; open(): void }[] = []
  const openPage = () => {
    let isHidden = false
    let permission: NotificationPermission = 'granted'
    const listeners = new Set<() => void>()
    const marks: number[] = []
    const page: NoticePage = {
      isHidden: () => isHidden,
      onVisibility(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      mark: count => void marks.push(count),
      async claim(key) {
        if (claimed.has(key)) return false
        claimed.add(key)
        return true
      },
      permission: () => permission,
      async ask() {
        permission = 'granted'
      },
      show: (_, text, opened) => void shown.push({ ...text, open: opened }),
    }
    const hide = (next: boolean) =>
      act(() => {
        isHidden = next
        for (const listener of listeners) listener()
      })
    const deny = () => {
      permission = 'default'
    }
    return { page, hide, deny, marks, listeners }
  }
  return { openPage, shown }
}

const asking: readonly Event[] = [
  ...answering,
  { type: 'tool.called', call: 'c1', message: 'm2', tool: 'edit' },
  { type: 'tool.ready', call: 'c1', arguments: {} },
  { type: 'step.settled', step: 's1', outcome: 'completed' },
]
const asked: Event = { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c1', question: 'Edit?' }
const settled = (outcome: 'completed' | 'failed'): Event => ({
  type: 'run.settled',
  run: 'r1',
  outcome,
  ...(outcome === 'failed' ? { error: { code: 'no-model', message: 'The model is away.' } } : {}),
})

function open() {
  let who = 'ann'
  const stage = createStage({ directory: true, authenticate: () => who })
  stage.server.append(ref, ...asking)
  stage.server.append(other, ...answering)
  const browser = createBrowser()
  const openTab = (seed: number) => {
    const tab = browser.openPage()
    const environment = createTestEnvironment(stage.clock, seed)
    const backend = createSocketBackend({ connect: stage.server.connect, environment })
    const client = createClient({ backend, environment })
    const wrapper = ({ children }: { children?: ReactNode }) => (
      <SluiceProvider client={client}>{children}</SluiceProvider>
    )
    const opened: string[] = []
    const hook = renderHook(
      ({ watched }: { watched?: SessionRef }) =>
        useNotifications({
          page: tab.page,
          ...(watched === undefined ? {} : { watched }),
          onOpen: ({ session }) => void opened.push(session.id),
        }),
      { wrapper, initialProps: {} },
    )
    return { ...tab, ...hook, opened, kinds: () => hook.result.current.unseen.map(({ kind }) => kind) }
  }
  const flush = async (ms = 1_000) => {
    await act(async () => stage.clock.advance(ms))
    await act(async () => {})
  }
  const signIn = (name: string) => {
    who = name
    act(() => stage.server.sockets()[0]?.cut())
  }
  return { ...stage, ...browser, openTab, flush, signIn }
}

test('[H5] a hidden page tells that a run asks, and that it has ended, in title, badge and a notification', async () => {
  const { openTab, server, flush, shown } = open()
  const tab = openTab(2)
  await flush()
  expect([tab.kinds(), shown]).toEqual([[], []])
  tab.hide(true)
  server.append(ref, asked)
  await flush()
  expect([tab.kinds(), tab.marks, shown.map(({ body }) => body)]).toEqual([
    ['asked'],
    [1],
    ['Waits for your answer.'],
  ])
  server.append(other, settled('failed'))
  await flush()
  expect([tab.kinds(), tab.marks, shown.map(({ body }) => body)]).toEqual([
    ['asked', 'failed'],
    [1, 2],
    ['Waits for your answer.', 'Has failed.'],
  ])
  expect(shown[0]?.title).toBe('Why?')
  shown[0]?.open()
  tab.hide(false)
  expect([tab.opened, tab.kinds(), tab.marks]).toEqual([['bug-7'], [], [1, 2, 0]])
})

test('[H5] of several hidden pages of a browser one notifies, and none when one of them is seen', async () => {
  const { openTab, server, flush, shown } = open()
  const tabs = [openTab(2), openTab(3), openTab(4)]
  await flush()
  for (const tab of tabs) tab.hide(true)
  server.append(ref, asked)
  await flush()
  expect([shown.length, tabs.map(tab => tab.kinds())]).toEqual([1, [['asked'], ['asked'], ['asked']]])
  tabs[2]?.hide(false)
  server.append(other, settled('completed'))
  await flush()
  expect([shown.length, tabs.map(tab => tab.kinds().length)]).toEqual([1, [2, 2, 0]])
})

test('[H5] what happens in another session than the one on the screen is not seen, and nothing is shown over the page', async () => {
  const { openTab, server, flush, shown } = open()
  const tab = openTab(2)
  tab.rerender({ watched: ref })
  await flush()
  server.append(ref, asked)
  server.append(other, settled('completed'))
  await flush()
  expect([tab.kinds(), shown]).toEqual([['completed'], []])
  tab.rerender({ watched: other })
  expect([tab.kinds(), tab.marks]).toEqual([[], [1, 0]])
})

test('[H5] without permission the title alone tells, and a click can ask for it', async () => {
  const { openTab, server, flush, shown } = open()
  const tab = openTab(2)
  tab.deny()
  tab.hide(true)
  await flush()
  server.append(ref, asked)
  await flush()
  expect([tab.marks, shown]).toEqual([[1], []])
  await act(() => tab.result.current.ask())
  expect(tab.result.current.permission).toBe('granted')
  act(() => tab.result.current.clear())
  expect([tab.kinds(), tab.marks]).toEqual([[], [1, 0]])
})

test('[H5] what happened while the page was offline is told when it is back, and leaving takes the mark back', async () => {
  const { openTab, server, flush, shown } = open()
  const tab = openTab(2)
  await flush()
  tab.hide(true)
  act(() => server.goDown())
  await flush()
  server.log(ref).append(asked)
  server.comeUp()
  await flush(30_000)
  expect([tab.kinds(), shown.length]).toEqual([['asked'], 1])
  tab.unmount()
  expect([tab.marks, tab.listeners.size]).toEqual([[1, 0], 0])
})

test('[H5] who signs in after somebody else is told nothing of theirs, and nothing that was so when they came', async () => {
  const { openTab, server, flush, shown, signIn } = open()
  const tab = openTab(2)
  await flush()
  tab.hide(true)
  server.append(ref, asked)
  await flush()
  expect([tab.kinds(), shown.length]).toEqual([['asked'], 1])
  signIn('bob')
  server.append(other, settled('completed'))
  await flush(30_000)
  expect([tab.kinds(), tab.marks, shown.length]).toEqual([[], [1, 0], 1])
  server.append(ref, { type: 'approval.decided', approval: 'a1', decision: 'approved' }, settled('failed'))
  await flush()
  expect([tab.kinds(), shown.length]).toEqual([['failed'], 2])
})
