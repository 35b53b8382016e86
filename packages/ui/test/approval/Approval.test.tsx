import type { Json } from '@sluice/protocol'
import type { TestPage } from '@sluice/testkit/react'
import { fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openChat, session } from '../support/openPage.tsx'
import { ask, begin, call, say } from '../support/tell.ts'

const schema: Json = {
  type: 'object',
  properties: {
    branch: { type: 'string', title: 'Branch', minLength: 2 },
    target: { enum: ['staging', 'production'] },
    notify: { type: 'boolean' },
  },
  required: ['branch', 'target', 'notify'],
}

const questioned = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  const run = Object.keys(page.server.log(session).view.open.runs)[0] ?? ''
  page.server.append(session, {
    type: 'approval.requested',
    approval: 'a1',
    run,
    question: 'Where shall it go?',
    schema,
  })
}

const calledAndAsked = (page: TestPage) => {
  say(page)
  begin(page, 'm1')
  call(page, 'm1', 'c1', { path: 'a.js', lines: 2 })
  ask(page, 'a1', 'c1')
}

const decisions = (page: TestPage) =>
  page.server
    .log(session)
    .envelopes.flatMap(({ event }) => (event.type === 'approval.decided' ? [event] : []))

test('[R16] a question with a schema is a form; its answer is sent when it fits, by Enter as well', async () => {
  const page = openChat(questioned)
  const branch = await page.screen.findByLabelText('Branch')
  fireEvent.click(page.one('approval-approve'))
  page.go()
  expect(page.texts('form-problem')).toEqual(['Fill this in', 'Fill this in'])
  expect(document.activeElement).toBe(branch)
  expect(branch.getAttribute('aria-invalid')).toBe('true')
  expect(decisions(page)).toEqual([])

  fireEvent.change(branch, { target: { value: 'main' } })
  fireEvent.click(page.screen.getByLabelText('staging'))
  expect(page.texts('form-problem')).toEqual([])
  fireEvent.submit(page.one('approval-form'))
  page.go()
  expect(decisions(page)).toMatchObject([
    { approval: 'a1', decision: 'approved', answer: { branch: 'main', target: 'staging', notify: false } },
  ])
})

test('[R16] a question can be declined without an answer', () => {
  const page = openChat(questioned)
  fireEvent.click(page.screen.getByText('Decline'))
  page.go()
  expect(decisions(page)).toMatchObject([{ decision: 'denied' }])
  expect(decisions(page)[0]).not.toHaveProperty('answer')
})

test('[R16] arguments are edited before a tool runs, and what was not touched is sent as it was', async () => {
  const page = openChat(calledAndAsked)
  expect(page.screen.queryByLabelText('Path')).toBeNull()
  fireEvent.click(page.screen.getByText('Edit input'))
  fireEvent.change(await page.screen.findByLabelText('Path'), { target: { value: 'b.js' } })
  fireEvent.click(page.screen.getByText('Approve with changes'))
  page.go()
  expect(decisions(page)).toMatchObject([{ decision: 'approved', arguments: { path: 'b.js', lines: 2 } }])
})

test('edits that are left are forgotten, and the approval is about the arguments as they were', async () => {
  const page = openChat(calledAndAsked)
  fireEvent.click(page.screen.getByText('Edit input'))
  fireEvent.change(await page.screen.findByLabelText('Path'), { target: { value: 'b.js' } })
  fireEvent.click(page.screen.getByText('Leave input as it was'))
  fireEvent.click(page.screen.getByText('Approve'))
  page.go()
  expect(decisions(page)[0]).not.toHaveProperty('arguments')
})

test('[C7] nothing can be answered where the backend takes no answers', () => {
  const page = openChat(page => {
    calledAndAsked(page)
    Object.assign(page.client, { capabilities: { ...page.client.capabilities, approvals: false } })
  })
  expect(page.texts('approval-question')).toEqual(['May a.js be changed?'])
  expect(page.screen.queryByText('Approve')).toBeNull()
  expect(page.screen.queryByText('Deny with a reason')).toBeNull()
})
