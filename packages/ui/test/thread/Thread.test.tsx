import { act, fireEvent } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { AgentChat, SessionScope, ThreadView } from '../../src/index.ts'
import { type OpenPage, openChat, openPage, session } from '../support/openPage.tsx'
import { begin, call, end, recover, say, settle, write } from '../support/tell.ts'

afterEach(() => history.replaceState(null, '', '/'))

type Page = Parameters<typeof say>[0]

const answer = (page: Page, id: string, text: string) => {
  begin(page, id)
  write(page, id, `${id}-t`, text)
  settle(page, id)
  end(page)
}

const twice = (page: Page) => {
  say(page, 'One?')
  answer(page, 'a1', 'First.')
  say(page, 'Two?')
  answer(page, 'a2', 'Second.')
}

const rows = (page: OpenPage) => page.screen.getAllByRole('article')
const click = (page: OpenPage, part: string, at = 0) => {
  const found = page.screen.container.querySelectorAll(`[data-sluice="${part}"]`)
  fireEvent.click(found[at < 0 ? found.length + at : at] as Element)
  page.go()
}

/** The viewport as a layout would make it: 400 px of it are shown. */
function scrollTo(page: OpenPage, top: number): void {
  const viewport = page.one('thread-viewport')
  Object.defineProperties(viewport, {
    scrollHeight: { value: 1000, configurable: true },
    clientHeight: { value: 400, configurable: true },
  })
  viewport.scrollTop = top
  fireEvent.scroll(viewport)
}

test('[K10] a thread of one day has no divider, one of two days names both', () => {
  const page = openChat(prepared => {
    twice(prepared)
    prepared.server.log(session).wait(86_400_000)
    say(prepared, 'Three?')
  })
  expect(page.texts('thread-day')).toHaveLength(2)
  expect(openChat(twice).texts('thread-day')).toEqual([])
})

test('[K10] the "new" divider stands where the reader was last time, and how far they read is kept', () => {
  const page = openChat(twice, { kept: new Map([['sluice:read:triage/bug-7', 'a1']]) })
  expect(page.texts('thread-new')).toEqual(['New'])
  expect(page.one('thread-new').nextElementSibling?.id).toBe('message-a2')
  expect(page.kept.get('sluice:read:triage/bug-7')).toBe('a2')
})

test('[K10] who reads again what they read before sees no divider', () => {
  const page = openChat(twice, { kept: new Map([['sluice:read:triage/bug-7', 'a2']]) })
  expect(page.texts('thread-new')).toEqual([])
})

/** A thread in a layout of its own: 400 px of it are shown, and it is as high as it is told to be. */
function openLaidOut() {
  const observers: (() => void)[] = []
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(onResize: () => void) {
        observers.push(onResize)
      }
      observe() {}
      disconnect() {}
    },
  )
  const page = openChat(twice)
  vi.unstubAllGlobals()
  const viewport = page.one('thread-viewport')
  let [height, top] = [1000, 0]
  const moveTo = (value: number) => {
    top = Math.max(0, Math.min(value, height - 400))
  }
  Object.defineProperties(viewport, {
    scrollHeight: { get: () => height },
    clientHeight: { value: 400 },
    scrollTop: { get: () => top, set: moveTo },
  })
  const resize = (next: number) => {
    height = next
    moveTo(top)
  }
  const tell = () => act(() => observers.forEach(onResize => void onResize()))
  return { page, viewport, resize, tell }
}

test('[K10] who is at the end stays there when what is above gets shorter just before more comes', () => {
  const { page, viewport, resize, tell } = openLaidOut()
  tell()
  fireEvent.scroll(viewport)
  // The browser moves the viewport with its end, and tells of it after more has come.
  resize(900)
  tell()
  resize(1100)
  fireEvent.scroll(viewport)
  expect(page.texts('thread-jump')).toEqual([])
  tell()
  expect(viewport.scrollTop).toBe(700)
})

test('[K10] who left the end of a thread that then is shown as a whole is at its end again', () => {
  const { page, viewport, resize, tell } = openLaidOut()
  tell()
  fireEvent.scroll(viewport)
  viewport.scrollTop = 100
  fireEvent.scroll(viewport)
  tell()
  expect(page.texts('thread-jump')).toEqual(['Jump to latest'])
  resize(300)
  tell()
  expect(page.texts('thread-jump')).toEqual([])
  resize(1200)
  tell()
  expect(viewport.scrollTop).toBe(800)
})

test('[K10] the way back to the end says how much came meanwhile', () => {
  const page = openChat(twice)
  scrollTo(page, 600)
  scrollTo(page, 100)
  expect(page.texts('thread-jump')).toEqual(['Jump to latest'])
  act(() => {
    say(page, 'Three?')
    answer(page, 'a3', 'Third.')
  })
  page.go()
  expect(page.texts('thread-jump')).toEqual(['2 new messages'])
  expect(page.one('thread-jump').dataset.unread).toBe('')
  click(page, 'thread-jump')
  expect(page.texts('thread-jump')).toEqual([])
  expect(document.activeElement).toBe(page.one('thread-viewport'))
})

test('[K10] who says something is taken to the end, and goes on writing', () => {
  const page = openChat(twice)
  scrollTo(page, 600)
  scrollTo(page, 100)
  const input = page.one('composer-input')
  input.focus()
  fireEvent.change(input, { target: { value: 'Three?' } })
  fireEvent.keyDown(input, { key: 'Enter' })
  page.go()
  expect(page.one('thread').dataset.following).toBe('')
  expect(document.activeElement).toBe(input)
})

test('[F7] older messages are loaded in front when they are asked for', async () => {
  const page = openChat(
    prepared => {
      for (let index = 0; index < 70; index++) {
        say(prepared, `Question ${index}`)
        answer(prepared, `a${index}`, `Answer ${index}`)
      }
    },
    { replayLimit: 10 },
  )
  expect(rows(page)).toHaveLength(100)
  expect(page.texts('thread-older')[0]).toMatch(/^Show older messages/)
  const first = rows(page)[0]
  await act(async () => click(page, 'thread-older'))
  await vi.waitFor(() => expect(rows(page)).toHaveLength(140))
  expect(page.texts('message-text')[0]).toBe('Question 0')
  expect(first?.isConnected).toBe(true)
  expect(page.texts('thread-older')).toEqual([])
  expect(rows(page).map(row => row.getAttribute('aria-posinset'))).toEqual(
    Array.from({ length: 140 }, (_, index) => `${index + 1}`),
  )
})

test('[F7] older messages that cannot be had say so, and can be asked for again', async () => {
  const page = openChat(
    prepared => {
      for (let index = 0; index < 120; index++) {
        say(prepared)
        end(prepared, 'stopped')
      }
      Object.assign(prepared.client, { request: () => Promise.reject(new TypeError('offline')) })
    },
    { replayLimit: 10 },
  )
  await act(async () => click(page, 'thread-older'))
  await vi.waitFor(() => expect(page.one('thread-older').dataset.historyStatus).toBe('failed'))
  expect(page.texts('thread-older')).toEqual(['Older messages could not be loaded. Try again'])
})

const onClipboard = (run: () => void): string => {
  const writeText = vi.fn(() => Promise.resolve())
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { clipboard: { writeText } }))
  run()
  vi.unstubAllGlobals()
  return (writeText.mock.calls as unknown as string[][])[0]?.[0] ?? ''
}

test('[K11] [R1] a copied turn has what was said as markdown, without reasoning, tools and what was said again', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    write(prepared, 'm1', 'r1', 'Let me think.', 'reasoning')
    write(prepared, 'm1', 't1', 'I **look** first.')
    call(prepared, 'm1', 'c1')
    settle(prepared, 'm1')
    begin(prepared, 'm2')
    write(prepared, 'm2', 't2', 'The cau')
    recover(prepared)
    begin(prepared, 'm3', 'm2')
    write(prepared, 'm3', 't3', '- The cause')
    settle(prepared, 'm3')
    end(prepared)
  })
  expect(page.texts('message-actions')).toHaveLength(2)
  expect(onClipboard(() => click(page, 'message-copy', -1))).toBe('I **look** first.\n\n- The cause')
})

test('[E10] an answer is made again, stands beside the old one, and each can be chosen', () => {
  const page = openChat(twice)
  click(page, 'message-retry', -1)
  expect(page.texts('message-text').slice(2)).toEqual(['Two?'])
  expect(page.texts('message-retry')).toEqual([])
  act(() => answer(page, 'a3', 'Second again.'))
  page.go()
  expect(page.texts('branches-place')).toEqual(['2 of 2'])
  click(page, 'branches-previous')
  expect(page.texts('message-text').at(-1)).toBe('Second.')
  expect(page.texts('branches-place')).toEqual(['1 of 2'])
  expect((page.one('branches-previous') as HTMLButtonElement).disabled).toBe(true)
  click(page, 'branches-next')
  expect(page.texts('message-text').at(-1)).toBe('Second again.')
})

test('[E10] a person says a message again in other words, and what they do not change is not sent', () => {
  const page = openChat(twice)
  click(page, 'message-edit', 1)
  const input = page.one('message-editor-input') as HTMLTextAreaElement
  expect([input.value, document.activeElement]).toEqual(['Two?', input])
  fireEvent.keyDown(input, { key: 'Enter' })
  expect(page.server.received('command')).toEqual([])
  expect(page.texts('message-editor')).toEqual([])
  click(page, 'message-edit', 1)
  fireEvent.change(page.one('message-editor-input'), { target: { value: 'Both?' } })
  fireEvent.keyDown(page.one('message-editor-input'), { key: 'Enter' })
  page.go()
  expect(page.texts('message-text').slice(2)).toEqual(['Both?'])
  expect(page.texts('branches-place')).toEqual(['2 of 2'])
})

test('[K9] Escape leaves the editor without sending', () => {
  const page = openChat(twice)
  click(page, 'message-edit')
  fireEvent.keyDown(page.one('message-editor-input'), { key: 'Escape' })
  expect(page.texts('message-editor')).toEqual([])
  expect((document.activeElement as HTMLElement).dataset.sluice).toBe('message')
})

test('[C7] where the backend has no branches nothing of them is there', () => {
  const page = openChat(prepared => {
    twice(prepared)
    Object.assign(prepared.client, { capabilities: { ...prepared.client.capabilities, branches: false } })
  })
  expect([...page.texts('message-retry'), ...page.texts('message-edit')]).toEqual([])
  expect(page.texts('message-copy')).toHaveLength(4)
})

test('[K26][S14] a fork from an answer is shown in the place of its session, with the focus where one goes on', async () => {
  const page = openChat(twice)
  click(page, 'message-fork', 1)
  await act(async () => page.clock.advance(100))
  page.go()
  expect(page.texts('message-text')).toEqual(['One?', 'First.'])
  expect((document.activeElement as HTMLElement).dataset.sluice).toBe('composer-input')
  const [sent] = page.server.received('command').slice(-1)
  expect(sent?.command).toEqual({
    type: 'session.fork',
    from: session,
    at: page.server.log(session).view.offset,
    upTo: 'a1',
  })
  expect(sent?.session.id).not.toBe(session.id)
})

test('[K26][S14] a fork says where it was forked from, and leads back to that message, which has the focus; what comes behind it does not move that', async () => {
  const page = openChat(twice)
  expect(page.texts('message-origin')).toEqual([])
  click(page, 'message-fork', 1)
  await act(async () => page.clock.advance(100))
  page.go()
  const { session: fork } = page.server.received('command').at(-1) ?? { session }
  act(() => {
    page.client.session(fork).send({ type: 'message.send', parts: [{ kind: 'text', text: 'And?' }] })
  })
  page.go()
  expect(page.texts('message-text')).toEqual(['One?', 'First.', 'And?'])
  expect(page.texts('message-origin')).toEqual(['Forked from another conversation'])
  expect(page.one('message-origin').closest('article')?.id).toBe('message-a1')
  Element.prototype.scrollIntoView = () => {}
  click(page, 'message-origin')
  page.go()
  expect(page.texts('message-text')).toEqual(['One?', 'First.', 'Two?', 'Second.'])
  expect(document.activeElement?.id).toBe('message-a1')
  expect(document.activeElement?.parentElement?.dataset.rowMarked).toBe('')
})

test('[K26] an application that opens sessions itself is told of the message to go to as well, and a thread that nobody opens sessions for has no link', async () => {
  const opened: unknown[] = []
  const fork = { ...session, id: 'fork' }
  const prepare = (prepared: Page) => {
    twice(prepared)
    const { view } = prepared.server.log(session)
    prepared.client.session(fork).send({ type: 'session.fork', from: session, at: view.offset ?? '' })
    prepared.clock.advance(100)
  }
  const page = openPage(<AgentChat {...fork} onOpen={(...args) => void opened.push(args)} />, prepare)
  click(page, 'message-origin')
  expect(opened).toEqual([[session, 'a2']])
  const alone = openPage(
    <SessionScope {...fork}>
      <ThreadView welcome={null} />
    </SessionScope>,
    prepare,
  )
  expect(alone.one('message-origin').getAttribute('href')).toBeNull()
})

test('[K26] an application that opens sessions itself is told of the fork, and the chat stays', async () => {
  const opened: object[] = []
  const page = openPage(<AgentChat {...session} onOpen={next => void opened.push(next)} />, twice)
  click(page, 'message-fork', 2)
  await act(async () => page.clock.advance(100))
  const { session: made, command } = page.server.received('command').at(-1) ?? {}
  // Behind a question, which is then answered anew.
  expect(command).toMatchObject({ type: 'session.fork', goOn: true })
  expect(opened).toEqual([made])
  expect(page.texts('message-text')).toHaveLength(4)
})

test('[K26] a fork that is refused is said at its button, which keeps the focus and can be pressed again', async () => {
  const page = openChat(prepared => {
    twice(prepared)
    prepared.server.refuseCommands('not-found')
  })
  page.one('message-fork').focus()
  click(page, 'message-fork')
  await act(async () => page.clock.advance(100))
  expect(page.one('message-fork').dataset.forkStatus).toBe('refused')
  expect(page.screen.getByRole('alert').textContent).toBe('It could not be forked. Try again.')
  expect(document.activeElement).toBe(page.one('message-fork'))
  click(page, 'message-fork')
  await act(async () => page.clock.advance(100))
  expect(new Set(page.server.received('command').map(({ commandId }) => commandId)).size).toBe(2)
  expect(page.texts('message-text')).toEqual(['One?'])
})

test('[C7] where the backend cannot fork nothing of it is there', () => {
  const page = openChat(prepared => {
    twice(prepared)
    Object.assign(prepared.client, { capabilities: { ...prepared.client.capabilities, forks: false } })
  })
  expect(page.texts('message-fork')).toEqual([])
})

test('[K12] an address with a message goes there and marks it', () => {
  history.replaceState(null, '', '/#message-a1')
  const went: Element[] = []
  Element.prototype.scrollIntoView = function () {
    went.push(this)
  }
  const page = openChat(twice)
  expect(went.map(element => element.id)).toEqual(['message-a1'])
  expect(rows(page).map(row => row.parentElement?.dataset.rowMarked)).toEqual([
    undefined,
    '',
    undefined,
    undefined,
  ])
  expect(page.screen.getAllByTitle('Link to this message')[1]?.getAttribute('href')).toBe('#message-a1')
})

test('[K8] arrow keys go from row to row, and the last one stays in the tab order', () => {
  const page = openChat(twice)
  const all = rows(page)
  expect(all.map(row => row.tabIndex)).toEqual([-1, -1, -1, 0])
  act(() => all[1]?.focus())
  const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key })
  press('ArrowDown')
  expect(document.activeElement).toBe(all[2])
  press('End')
  press('ArrowDown')
  expect(document.activeElement).toBe(all[3])
  press('ArrowUp')
  press('Home')
  expect(document.activeElement).toBe(all[0])
  expect(all.map(row => row.tabIndex)).toEqual([0, -1, -1, -1])
  act(() => all[0]?.querySelector('button')?.focus())
  press('ArrowDown')
  expect(document.activeElement?.localName).toBe('button')
  press('PageDown')
  expect(document.activeElement).toBe(all[1])
  press('Escape')
  expect(document.activeElement).toBe(page.one('thread-viewport'))
})
