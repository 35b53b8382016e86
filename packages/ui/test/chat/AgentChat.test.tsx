import type { ServerFrame } from '@sluice/protocol'
import { act, fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type OpenPage, openChat, session } from '../support/openPage.tsx'
import { ask, begin, call, end, recover, say, settle, write } from '../support/tell.ts'

const input = (page: OpenPage) => page.one('composer-input') as HTMLTextAreaElement

function type(page: OpenPage, text: string, key: Record<string, unknown> = { key: 'Enter' }): void {
  fireEvent.change(input(page), { target: { value: text } })
  fireEvent.keyDown(input(page), key)
}

const click = (page: OpenPage, part: string) => fireEvent.click(page.one(part))

test('[K13] Enter sends, and the message is drawn once it is in the log', () => {
  const page = openChat(undefined, { latencyMs: 50 })
  type(page, 'Hello')
  expect(input(page).value).toBe('')
  expect(page.texts('outbox-content')).toEqual(['Hello'])
  page.go(500)
  expect(page.texts('outbox')).toEqual([])
  expect(page.texts('message-text')).toEqual(['Hello'])
})

test.each([
  ['an Enter that confirms a word of an input method', { key: 'Enter', isComposing: true }],
  ['an Enter with the key code of an input method', { key: 'Enter', keyCode: 229 }],
  ['Shift+Enter', { key: 'Enter', shiftKey: true }],
])('%s sends nothing', (_, key) => {
  const page = openChat()
  type(page, 'こんにち', key)
  page.go()
  expect(input(page).value).toBe('こんにち')
  expect(page.server.received('command')).toEqual([])
})

test('[K13] white space alone is not sent', () => {
  const page = openChat()
  type(page, '  \n ')
  expect((page.one('composer-send') as HTMLButtonElement).disabled).toBe(true)
  expect(page.texts('outbox')).toEqual([])
})

test('[C2] a dropped connection is named as one, and says nothing of the agent', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    write(prepared, 'm1', 't1', 'Half a wo')
  })
  page.server.goDown()
  page.go(4_000)
  expect(page.texts('connection-text')).toEqual(['Reconnecting…'])
  expect(page.texts('message-text').at(-1)).toBe('Half a wo')
  expect(page.texts('run-status-text')).toEqual(['Writing'])
  expect(page.screen.container.textContent).not.toMatch(/fail|error/i)
  expect(page.texts('connection-detail').join()).not.toContain('as of')
  page.go(60_000)
  expect(page.texts('connection-detail').join()).toMatch(/^This is as of .*\d\d:\d\d.*\. Nothing is lost\./)
  page.server.comeUp()
  page.go(20_000)
  expect(page.texts('connection')).toEqual([])
})

test.each([
  ['deleted', 'This conversation cannot be followed', 'It was deleted.'],
  ['storage-failed', 'Catching up…', ''],
  [
    'unsupported-revision',
    'This page is out of date',
    'The server has been updated. Reload the page to go on.',
  ],
])(
  '[C2][W3] a conversation that is ended by the server with %s is not left without a word',
  (reason, said, why) => {
    const page = openChat(prepared => say(prepared))
    const channel = page.server.received('subscribe').at(-1)?.channel ?? -1
    page.server.sockets()[0]?.push({ type: 'closed', channel, reason } as ServerFrame<'closed'>)
    page.go(20)
    expect(page.texts('connection-text')).toEqual([said])
    expect(page.texts('connection-detail').join()).toBe(why)
    expect(page.texts('connection-retry')).toEqual(reason === 'unsupported-revision' ? ['Reload'] : [])
    page.go(20_000)
    expect(page.texts('connection-text')).toEqual(reason === 'storage-failed' ? [] : [said])
  },
)

test('[C2] a server that has never answered is said not to', () => {
  const page = openChat(undefined, { authenticate: () => null })
  expect(page.texts('connection-text')).toEqual(['The server refused the connection'])
  const other = openChat(prepared => prepared.server.goDown())
  other.go(4_000)
  expect(other.texts('connection-text')).toEqual(['Connecting…'])
  expect(other.texts('connection-detail')).toEqual([
    'The server does not answer. It is asked again by itself.',
  ])
  expect(other.texts('connection-retry')).toEqual(['Try now'])
})

test('[C3] what is sent while the server is down waits beside the conversation and arrives once', () => {
  const page = openChat()
  page.server.goDown()
  page.go(1_000)
  type(page, 'Are you there?')
  page.go(3_000)
  expect(page.texts('outbox-status')).toEqual(['Waiting for the connection'])
  page.server.comeUp()
  page.go(20_000)
  expect(page.texts('outbox')).toEqual([])
  expect(page.texts('message-text')).toEqual(['Are you there?'])
})

test('a refused message says why, and can be sent again or given up', () => {
  const page = openChat()
  page.server.refuseCommands('forbidden', 'forbidden')
  type(page, 'Please')
  page.go()
  expect(page.texts('outbox-reason')).toEqual(['Refused with forbidden.'])
  click(page, 'outbox-retry')
  page.go()
  expect(page.texts('outbox-status')).toEqual(['Not sent'])
  click(page, 'outbox-discard')
  page.go()
  expect(page.texts('outbox')).toEqual([])
  expect(page.texts('message')).toEqual([])
})

test('a message sent while a run is going is queued, and can be taken back', () => {
  const page = openChat(say)
  expect(page.texts('composer-send')).toEqual(['Queue'])
  type(page, 'And then this')
  page.go()
  expect(page.texts('queue-content')).toEqual(['And then this'])
  click(page, 'queue-withdraw')
  page.go()
  expect(page.texts('queue')).toEqual([])
})

test('[R4] a queued message can be edited until the model is given it', () => {
  const page = openChat(say)
  type(page, 'And then this')
  page.go()
  click(page, 'queue-edit')
  const field = page.one('queue-field')
  expect(document.activeElement).toBe(field)
  fireEvent.change(field, { target: { value: 'Nothing of it' } })
  fireEvent.keyDown(field, { key: 'Escape' })
  expect(page.texts('queue-content')).toEqual(['And then this'])
  expect(document.activeElement).toBe(page.one('queue-edit'))
  click(page, 'queue-edit')
  fireEvent.change(page.one('queue-field'), { target: { value: 'And then that' } })
  click(page, 'queue-save')
  page.go()
  expect(page.texts('queue-content')).toEqual(['And then that'])
  expect(page.server.received('command').map(({ command }) => command.type)).toEqual([
    'message.send',
    'message.edit',
  ])
})

test('[R4] stop names the run and is drawn as under way until the log says so', () => {
  const page = openChat(say, { latencyMs: 50 })
  page.go(500)
  click(page, 'composer-stop')
  expect(page.texts('composer-stop')).toEqual(['Stopping…'])
  page.go(500)
  expect(page.texts('composer-stop')).toEqual([])
  expect(page.texts('run-end-title')).toEqual(['Stopped'])
})

function withApproval(): OpenPage {
  return openChat(page => {
    say(page)
    begin(page, 'm1')
    call(page, 'm1', 'c1', { path: 'a.js', find: 'floor', replace: 'ceil' })
    settle(page, 'm1')
    ask(page, 'a1', 'c1')
  })
}

test('an approval shows what it is about and takes the answer', () => {
  const page = withApproval()
  expect(page.texts('run-status-text')).toEqual(['Waiting for your approval'])
  expect(page.texts('approval-question')).toEqual(['May a.js be changed?'])
  expect(page.one('tool-card-arguments').textContent).toContain('- floor\n+ ceil\n')
  click(page, 'approval-approve')
  expect(page.texts('approval-sending')).toEqual(['Sending your answer…'])
  page.go()
  expect(page.texts('approval')).toEqual([])
  expect(page.texts('tool-card-decision')).toEqual(['Approved by you'])
})

test('an approval is denied with a reason that the agent reads', () => {
  const page = withApproval()
  const ask = () => page.screen.getByText('Deny with a reason')
  fireEvent.click(ask())
  expect(document.activeElement).toBe(page.one('approval-reason'))
  fireEvent.keyDown(page.one('approval-reason'), { key: 'Escape' })
  expect(document.activeElement).toBe(ask())
  fireEvent.click(ask())
  fireEvent.change(page.one('approval-reason'), { target: { value: 'Use round.' } })
  fireEvent.keyDown(page.one('approval-reason'), { key: 'Enter' })
  page.go()
  const [frame] = page.server.received('command')
  expect(frame?.command).toEqual({
    type: 'approval.decide',
    approval: 'a1',
    decision: 'denied',
    reason: 'Use round.',
  })
  expect(page.texts('tool-card-decision')).toEqual(['Denied by you: Use round.'])
})

test('an approval that is about no tool call stands at the end', () => {
  const page = openChat(prepared => {
    say(prepared)
    ask(prepared, 'a1')
  })
  expect(page.texts('approval-question')).toEqual(['May a.js be changed?'])
})

test('[C2] a run that no worker holds is drawn as waiting for one', () => {
  const page = openChat(say)
  act(() => page.server.setWriter(false))
  page.go()
  expect(page.texts('run-status-text')).toEqual(['Waiting for a worker to pick this up'])
})

test('a failed run says why behind what it said', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    write(prepared, 'm1', 't1', 'Let me')
    end(prepared, 'failed', 'The provider is overloaded.')
  })
  expect(page.texts('run-end-reason')).toEqual(['The provider is overloaded.'])
  expect(page.texts('message-status')).toEqual(['Interrupted'])
  expect(page.texts('run-status')).toEqual([])
})

test('[R1] no character disappears when a run is recovered, and the old answer is folded when the new one is whole', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    write(prepared, 'm1', 't1', 'The cause is the rou')
  })
  act(() => {
    recover(page)
    begin(page, 'm2', 'm1')
    write(page, 'm2', 't2', 'The ca')
  })
  page.go()
  expect(page.texts('message-text').slice(1)).toEqual(['The cause is the rou', 'The ca'])
  expect(page.texts('run-status-recovered')).toEqual(['recovered after a restart'])
  expect(page.texts('message-fold')).toEqual([])
  act(() => settle(page, 'm2'))
  page.go()
  expect(page.one('message-fold').textContent).toContain('The cause is the rou')
})

test('[K21] tool calls show their arguments while they are written, their progress and their output', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    prepared.server.append(
      session,
      { type: 'tool.called', call: 'c1', message: 'm1', tool: 'run_tests' },
      { type: 'part.delta', part: 'c1', from: 0, text: '{"pattern":"pagi' },
    )
  })
  expect(page.texts('tool-card-summary')).toEqual(['pagi'])
  expect(page.texts('run-status-text')).toEqual(['Preparing run_tests'])
  act(() =>
    page.server.append(
      session,
      { type: 'part.delta', part: 'c1', from: 16, text: 'nate"}' },
      { type: 'tool.ready', call: 'c1' },
      { type: 'tool.started', call: 'c1', attempt: 2 },
      { type: 'tool.progressed', call: 'c1', fraction: 0.5, text: '4 of 8' },
    ),
  )
  page.go()
  expect(page.texts('tool-card-summary')).toEqual(['paginate'])
  expect(page.texts('tool-card-attempt')).toEqual(['attempt 2'])
  expect(page.texts('run-status-text')).toEqual(['Running run_tests'])
  expect(page.one('tool-card-progress').querySelector('progress')?.value).toBe(0.5)
  act(() =>
    page.server.append(session, {
      type: 'tool.settled',
      call: 'c1',
      outcome: 'completed',
      output: { json: { passed: 8 } },
    }),
  )
  page.go()
  expect(page.texts('tool-card-output')).toEqual(['passed8'])
  expect(page.texts('tool-card-progress')).toEqual([])
})

test('[C5] a delta changes the text that grew and nothing else in the document', async () => {
  const page = openChat(prepared => {
    for (const question of ['One', 'Two', 'Three']) {
      say(prepared, question)
      begin(prepared, `${question}-m`)
      write(prepared, `${question}-m`, `${question}-t`, 'First.\n\nSec')
      if (question === 'Three') continue
      settle(prepared, `${question}-m`)
      end(prepared)
    }
  })
  const changed: Node[] = []
  const observer = new MutationObserver(records => changed.push(...records.map(record => record.target)))
  observer.observe(page.screen.container, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  })
  act(() => page.server.append(session, { type: 'part.delta', part: 'Three-t', from: 11, text: 'ond' }))
  page.go(50)
  await Promise.resolve()
  observer.disconnect()
  const last = [...page.screen.container.querySelectorAll('p')].at(-1)
  expect(last?.textContent).toBe('Second')
  expect(changed.every(node => last?.contains(node))).toBe(true)
  expect(changed.length).toBeGreaterThan(0)
})

test('[K16] a part of a kind that the page does not know is named and breaks nothing', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    prepared.server.append(session, {
      type: 'part.attached',
      message: 'm1',
      content: { part: 'd1', kind: 'data', name: 'weather', data: { sky: 'blue' } },
    })
    write(prepared, 'm1', 't1', 'And so on')
  })
  expect(page.one('message-data').textContent).toBe('skyblue')
  expect(page.texts('message-text').at(-1)).toBe('And so on')
})

test('a chat that goes away lets go of its connection', () => {
  const page = openChat(say)
  expect(page.server.sockets()).toHaveLength(1)
  page.screen.unmount()
  page.go(60_000)
  expect(page.server.sockets()).toEqual([])
})
