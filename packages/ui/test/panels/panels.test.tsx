import type { TestPage } from '@sluice/testkit/react'
import { act, fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { InboxView, StateView, SubsessionsView, UsageView } from '../../src/index.ts'
import { openChat, openPage, session } from '../support/openPage.tsx'
import { ask, begin, call, say, settle } from '../support/tell.ts'

const usage = { inputTokens: 1_200, outputTokens: 80, cacheReadTokens: 400, cacheWriteTokens: 0, cost: 0.45 }

const spent = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  page.server.append(session, { type: 'step.settled', step: 'm1-step', outcome: 'completed', usage })
}

test('[K24] usage says what a session cost and in which tokens, and warns before its budget is spent', () => {
  const page = openPage(<UsageView budget={0.5} />, spent)
  expect(page.texts('usage-cost')).toEqual(['$0.45 of $0.50'])
  expect(page.one('usage').dataset.usageLevel).toBe('near')
  expect(page.one('usage').style.getPropertyValue('--usage-share')).toBe('0.9')
  expect(page.texts('usage-details')).toEqual(['Tokens in1,200Tokens from a cache400Tokens out80'])
  expect(openPage(<UsageView />, spent).texts('usage-meter')).toEqual([])
  expect(openPage(<UsageView budget={0.1} />, spent).one('usage').dataset.usageLevel).toBe('over')
})

test('[K24] subsessions are listed with their tool while they work and when they are done', () => {
  const opened: string[] = []
  const page = openPage(<SubsessionsView onOpen={({ id }) => opened.push(id)} />, prepared => {
    say(prepared)
    begin(prepared, 'm1')
    call(prepared, 'm1', 'c1')
    prepared.server.append(session, {
      type: 'subsession.opened',
      subsession: 'sub1',
      agent: 'reader',
      call: 'c1',
      depth: 1,
    })
  })
  expect(page.texts('subsession-name')).toEqual(['reader'])
  expect(page.texts('subsession-tool')).toEqual(['edit_file'])
  expect(page.texts('subsession-status')).toEqual(['Working'])
  fireEvent.click(page.one('subsession-name'))
  expect(opened).toEqual(['sub1'])
  act(() =>
    page.server.append(session, { type: 'subsession.settled', subsession: 'sub1', outcome: 'completed' }),
  )
  page.go()
  expect(page.texts('subsession-status')).toEqual(['Done'])
  fireEvent.click(page.one('subsession-toggle'))
  page.go()
  expect(page.one('subsession-toggle').getAttribute('aria-expanded')).toBe('true')
})

test('[K24] the inbox has what waits in all sessions, and answers it in place', () => {
  const page = openPage(
    <InboxView />,
    prepared => {
      say(prepared)
      begin(prepared, 'm1')
      call(prepared, 'm1', 'c1')
      ask(prepared, 'a1', 'c1')
    },
    { directory: true },
  )
  page.go(500)
  expect(page.texts('inbox-count')).toEqual(['1'])
  expect(page.texts('approval-question')).toEqual(['May a.js be changed?'])
  fireEvent.click(page.screen.getByText('Approve'))
  page.go(500)
  expect(page.server.log(session).view.open.approvals).toEqual({})
  expect(page.texts('inbox-empty')).toEqual(['Nothing waits for you.'])
})

test('[K24] the state says who wrote each entry, and shows what changes while it is looked at', () => {
  const page = openPage(<StateView />, prepared => {
    say(prepared)
    prepared.server.append(session, {
      type: 'state.patched',
      patch: [{ op: 'add', path: '/branch', value: 'main' }],
    })
  })
  expect(page.texts('state-writer')).toEqual(['by the agent'])
  expect(page.one('state-entry').dataset.writtenBy).toBe('agent')
  expect(page.one('state-entry').dataset.changed).toBeUndefined()
  act(() => {
    page.server.append(session, {
      type: 'state.patched',
      patch: [{ op: 'replace', path: '/branch', value: 'fix' }],
    })
  })
  page.go()
  expect(page.one('state-entry').dataset.changed).toBe('')
  expect(page.texts('state-entry-value')).toEqual(['fix'])
})

test('[K24] the sources of an answer stand together behind one line; one with an unsafe address is no link', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    for (const [part, url] of [
      ['s1', 'https://a.example/x'],
      ['s2', 'javascript:alert(1)'],
    ] as const)
      prepared.server.append(session, {
        type: 'part.attached',
        message: 'm1',
        content: { kind: 'source', part, url, title: part },
      })
    settle(prepared, 'm1')
  })
  expect(page.texts('sources-header')).toEqual(['2 sources'])
  expect(page.texts('sources-item')).toEqual(['s1a.example', 's2'])
  expect(page.screen.getAllByRole('link', { name: /^s/ }).map(link => link.textContent)).toEqual(['s1'])
})
