import { act, fireEvent, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type OpenPage, openChat, session } from '../support/openPage.tsx'
import { begin, call, end, say, settle, write } from '../support/tell.ts'

const went: string[] = []
Element.prototype.scrollIntoView = function scrollIntoView() {
  went.push(this.id)
}

const conversation = (page: Parameters<typeof say>[0]) => {
  for (const [id, text] of [
    ['a1', 'Pages are rounded down.'],
    ['a2', 'Nothing of it.'],
    ['a3', 'A page is missing.'],
  ] as const) {
    say(page, `Question ${id}`)
    begin(page, id)
    write(page, id, `${id}-t`, text)
    settle(page, id)
    end(page)
  }
}

const openFind = (page: OpenPage) => {
  fireEvent.keyDown(document.body, { key: 'f', ctrlKey: true })
  page.go()
}
const search = (page: OpenPage, text: string) => {
  fireEvent.change(page.one('find-input'), { target: { value: text } })
  page.go()
}

test('[K17] Ctrl and F search the conversation; Enter goes to the message before and marks it', () => {
  const page = openChat(conversation)
  expect(page.texts('find')).toEqual([])
  openFind(page)
  expect(document.activeElement).toBe(page.one('find-input'))
  search(page, 'PAGE')
  expect(page.texts('find-count')).toEqual(['2 of 2'])
  const marked = () => page.screen.container.querySelector('[data-row-marked] > article')?.id
  fireEvent.keyDown(page.one('find-input'), { key: 'Enter' })
  page.go()
  expect(marked()).toBe('message-a3')
  fireEvent.keyDown(page.one('find-input'), { key: 'Enter' })
  page.go()
  expect(marked()).toBe('message-a1')
  expect(page.texts('find-count')).toEqual(['1 of 2'])
  expect(document.activeElement).toBe(page.one('find-input'))
  fireEvent.keyDown(page.one('find-input'), { key: 'Enter', shiftKey: true })
  page.go()
  expect(marked()).toBe('message-a3')
})

test('[K17] what a tool was given and returned is found as well, and what nobody said is not', () => {
  const page = openChat(prepared => {
    say(prepared)
    begin(prepared, 'm1')
    call(prepared, 'm1', 'c1', { path: 'src/hidden.js' })
  })
  openFind(page)
  search(page, 'hidden.js')
  expect(page.texts('find-count')).toEqual(['1 of 1'])
  search(page, 'nowhere')
  expect(page.texts('find-count')).toEqual(['Nothing found'])
  expect((page.one('find-next') as HTMLButtonElement).disabled).toBe(true)
})

test('[K17] Escape closes the search, and the focus goes back to the thread', () => {
  const page = openChat(conversation)
  openFind(page)
  fireEvent.keyDown(page.one('find-input'), { key: 'Escape' })
  page.go()
  expect(page.texts('find')).toEqual([])
  expect(document.activeElement).toBe(page.one('thread-viewport'))
})

test('[K17] pressed in the search, the keys are the browser’s', () => {
  const page = openChat(conversation)
  openFind(page)
  expect(fireEvent.keyDown(page.one('find-input'), { key: 'f', ctrlKey: true })).toBe(true)
})

const long = (prepared: Parameters<typeof say>[0]) => {
  for (let index = 0; index < 60; index++) {
    say(prepared, `Question ${index}`)
    begin(prepared, `a${index}`)
    write(prepared, `a${index}`, `t${index}`, `Answer ${index}.`)
    settle(prepared, `a${index}`)
    end(prepared)
  }
}

test('[C7] where the backend has no search, older messages are offered to be searched too', async () => {
  const page = openChat(
    prepared => {
      long(prepared)
      Object.assign(prepared.client, { capabilities: { ...prepared.client.capabilities, search: false } })
    },
    { replayLimit: 10 },
  )
  openFind(page)
  search(page, 'Question 3')
  expect(page.texts('find-count')).toEqual(['10 of 10'])
  await act(async () => {
    fireEvent.click(page.one('find-older'))
  })
  page.go()
  expect(page.texts('find-count')).toEqual(['11 of 11'])
  expect(page.server.log(session).view.totals.messages).toBe(120)
})

test('[F7] what is not loaded is found as well, and loaded once it is gone to', async () => {
  const page = openChat(long, { replayLimit: 10 })
  const settled = () => act(async () => page.clock.advance(300))
  openFind(page)
  expect(page.texts('find-older')).toEqual([])
  search(page, 'answer 3.')
  expect(page.one('find').dataset.findStatus).toBe('searching')
  await settled()
  await waitFor(() => expect(page.texts('find-count')).toEqual(['1 of 1']))
  expect(page.screen.container.querySelector('#message-a3')).toBe(null)
  fireEvent.keyDown(page.one('find-input'), { key: 'Enter' })
  await settled()
  await waitFor(() => {
    page.go()
    const marked = page.screen.container.querySelector('[data-row-marked] > article')
    expect(marked?.id).toBe('message-a3')
  })
  expect(page.texts('find-count')).toEqual(['1 of 1'])
})
