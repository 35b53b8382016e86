import { fireEvent } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AgentChat, arabic, english, Keys } from '../../src/index.ts'
import { keyTable } from '../../src/keys/keyTable.ts'
import { type OpenPage, openChat, openPage, session } from '../support/openPage.tsx'
import { say } from '../support/tell.ts'

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
  this.dispatchEvent(new Event('close'))
}

const isShown = (page: OpenPage) => page.texts('keys').length > 0

function press(page: OpenPage, part: string, key: string, more: object = {}): boolean {
  page.one(part).focus()
  const isFree = fireEvent.keyDown(page.one(part), { key, ...more })
  page.go()
  return isFree
}

test('[K28] the question mark shows the keys where nobody writes, and is left to who does', () => {
  const page = openChat(say)
  expect(press(page, 'composer-input', '?')).toBe(true)
  expect(press(page, 'message', '?', { ctrlKey: true })).toBe(true)
  expect(press(page, 'message', '!')).toBe(true)
  fireEvent.keyDown(document.body, { key: '?' })
  page.go()
  expect(isShown(page)).toBe(false)
  expect(press(page, 'message', '?')).toBe(false)
  expect(isShown(page)).toBe(true)
  fireEvent.click(page.one('keys-close'))
  expect(isShown(page)).toBe(false)
})

test('[K28] a button shows each key of the table with what it does, in the words of the page', () => {
  const page = openPage(<AgentChat {...session} messages={arabic} locale="ar-EG" />, say)
  fireEvent.click(page.one('keys-trigger'))
  page.go()
  const [shown = ''] = page.texts('keys')
  for (const { action, group } of keyTable) {
    expect(shown).toContain(arabic.keyActions[action])
    expect(shown).toContain(arabic.keyGroups[group])
  }
  expect(Object.keys(english.keyActions).sort()).toEqual(keyTable.map(({ action }) => action).sort())
})

test('[K28] without a map the button is not there', () => {
  expect(openPage(<Keys.Trigger />).texts('keys-trigger')).toEqual([])
})
