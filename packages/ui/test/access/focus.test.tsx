import { act, fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type OpenPage, openChat, session } from '../support/openPage.tsx'
import { ask, begin, call, end, say, write } from '../support/tell.ts'

type Page = Parameters<typeof say>[0]

const asked = (page: Page) => {
  say(page)
  begin(page, 'm1')
  write(page, 'm1', 't1', 'May I?')
  call(page, 'm1', 'c1')
  ask(page, 'a1', 'c1')
}

const focused = () => (document.activeElement as HTMLElement).dataset.sluice

/** Presses a button as a person does who is on it. */
function press(page: OpenPage, part: string): void {
  const button = page.one(part)
  button.focus()
  expect(document.activeElement).toBe(button)
  fireEvent.click(button)
}

test.each(['approval-approve', 'approval-deny'])(
  '[K9] after %s the focus is where the question was, then at its row',
  part => {
    const page = openChat(asked)
    press(page, part)
    expect(focused()).toBe('approval')
    page.go()
    expect(page.texts('approval')).toEqual([])
    expect((document.activeElement as HTMLElement).id).toBe('message-m1')
  },
)

test('[K9] a question that another device answers leaves the focus at its row, and elsewhere where it is', () => {
  const decide = (page: OpenPage) => {
    page.server.append(session, { type: 'approval.decided', approval: 'a1', decision: 'approved' })
    page.go()
  }
  const answering = openChat(asked)
  answering.one('approval-approve').focus()
  decide(answering)
  expect((document.activeElement as HTMLElement).id).toBe('message-m1')
  answering.screen.unmount()
  const writing = openChat(asked)
  writing.one('composer-input').focus()
  decide(writing)
  expect(focused()).toBe('composer-input')
})

test('[K9] what was said again in other words has the focus of its editor, and a version that is chosen that of its picker', () => {
  const page = openChat(prepared => {
    say(prepared, 'One?')
    begin(prepared, 'a1')
    end(prepared)
  })
  fireEvent.click(page.one('message-edit'))
  fireEvent.change(page.one('message-editor-input'), { target: { value: 'Two?' } })
  fireEvent.submit(page.one('message-editor'))
  page.go()
  act(() => end(page))
  page.go()
  const row = () => document.activeElement?.closest('article')?.textContent
  expect(row()).toContain('Two?')
  press(page, 'branches-previous')
  page.go()
  expect(row()).toContain('One?')
  expect(focused()).toBe('branches-next')
  press(page, 'composer-attach')
  act(() => say(page, 'Three?'))
  page.go()
  expect(focused()).toBe('composer-attach')
})

test('[K9] a question that is about no tool call gives the focus to the composer', () => {
  const page = openChat(prepared => {
    say(prepared)
    ask(prepared, 'a1')
  })
  press(page, 'approval-approve')
  page.go()
  expect(focused()).toBe('composer-input')
})

test('[K9] who is writing goes on writing, whatever arrives', () => {
  const page = openChat(say)
  page.one('composer-input').focus()
  const arrives: readonly (() => void)[] = [
    () => begin(page, 'm1'),
    () => write(page, 'm1', 'r1', 'Hm.', 'reasoning'),
    () => write(page, 'm1', 't1', 'Let me look. [A link](https://a.example)'),
    () => call(page, 'm1', 'c1'),
    () => ask(page, 'a1', 'c1'),
    () => ask(page, 'a2'),
    () => end(page, 'failed', 'Too much.'),
  ]
  for (const arrive of arrives) {
    act(arrive)
    page.go()
    expect(focused()).toBe('composer-input')
  }
})

test('[K9] a queued message that is taken back, and a command that is given up, leave the focus in the composer', () => {
  const queued = openChat(page => {
    say(page)
    say(page, 'Later')
  })
  press(queued, 'queue-withdraw')
  queued.go()
  expect([queued.texts('queue-item'), focused()]).toEqual([[], 'composer-input'])
  queued.screen.unmount()
  const refused = openChat(page => page.server.refuseCommands('forbidden'))
  fireEvent.change(refused.one('composer-input'), { target: { value: 'Hi' } })
  fireEvent.keyDown(refused.one('composer-input'), { key: 'Enter' })
  refused.go()
  press(refused, 'outbox-discard')
  refused.go()
  expect([refused.texts('outbox'), focused()]).toEqual([[], 'composer-input'])
})
