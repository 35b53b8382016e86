import type { TestPage } from '@sluice/testkit/react'
import { act, fireEvent } from '@testing-library/react'
import axe from 'axe-core'
import { expect, test, vi } from 'vitest'
import { SessionListView, type SessionListViewProps } from '../../src/index.ts'
import { type OpenPage, openPage } from '../support/openPage.tsx'

const say = (page: TestPage, id: string, text: string) => {
  const log = page.server.log({ agent: 'triage', id })
  log.wait(10 * Number(id.slice(1)))
  log.command({ type: 'message.send', parts: [{ kind: 'text', text }] })
  page.server.publish({ agent: 'triage', id })
}

const end = (page: TestPage, id: string, outcome: 'completed' | 'failed') => {
  const [run = ''] = Object.keys(page.server.log({ agent: 'triage', id }).view.open.runs)
  const error = { error: { code: 'x', message: 'No.' } }
  page.server.append(
    { agent: 'triage', id },
    { type: 'run.settled', run, outcome, ...(outcome === 'failed' ? error : {}) },
  )
}

function openList(props: Partial<SessionListViewProps> = {}, prepare?: (page: TestPage) => void): OpenPage {
  return openPage(
    <SessionListView agent="triage" onOpen={() => {}} {...props} />,
    page => {
      for (const [id, text] of [
        ['s1', 'The label is wrong'],
        ['s2', 'The last page is missing'],
        ['s3', 'Search is slow'],
      ] as const)
        say(page, id, text)
      end(page, 's1', 'completed')
      end(page, 's3', 'failed')
      prepare?.(page)
    },
    { directory: true },
  )
}

const titles = (page: OpenPage) => page.texts('session-title').sort()
const search = (page: OpenPage, value: string) => {
  fireEvent.change(page.one('session-list-search'), { target: { value } })
  return titles(page)
}
const linkOf = (page: OpenPage, title: string) => page.screen.getByText(title).closest('a') as HTMLElement

test('[S13] the sessions are listed with where they stand, in words, and live', () => {
  const page = openList()
  expect(titles(page)).toEqual(['Search is slow', 'The label is wrong', 'The last page is missing'])
  expect(page.texts('session-status').sort()).toEqual(['Failed', 'Working'])
  act(() => end(page, 's2', 'completed'))
  page.go()
  expect(page.texts('session-status')).toEqual(['Failed'])
})

test('[K26][S14] a fork is said to be one, and of which session when that is the one that is open', () => {
  const fork = (page: TestPage, id: string, from: string) => {
    const at = page.server.log({ agent: 'triage', id: from }).view.offset ?? ''
    const session = page.client.session({ agent: 'triage', id })
    session.send({ type: 'session.fork', from: { agent: 'triage', id: from }, at })
    page.clock.advance(100)
  }
  const page = openList({ current: { agent: 'triage', id: 's1' } }, prepared => {
    fork(prepared, 'f1', 's1')
    fork(prepared, 'f2', 's3')
  })
  expect(page.texts('session').filter(text => text.includes('Fork')).length).toBe(2)
  expect(page.texts('session-forked').sort()).toEqual(['Fork', 'Fork of this one'])
})

test('[S13] a search shows at once what is known to match, then what the server finds', () => {
  const page = openList()
  expect(search(page, 'the la')).toEqual(['The label is wrong', 'The last page is missing'])
  page.go()
  expect(titles(page)).toEqual(['The label is wrong', 'The last page is missing'])
  expect(page.server.received('subscribe').at(-1)).toMatchObject({
    filter: { agent: 'triage', search: 'the la' },
  })
  search(page, 'nothing like it')
  page.go()
  expect(page.texts('session-list-empty')).toEqual(['No conversation has this in its title.'])
})

test('an empty list says so once that is known', () => {
  const page = openPage(<SessionListView onOpen={() => {}} />, undefined, { directory: true })
  expect(page.texts('session-list-empty')).toEqual(['What you start appears here.'])
})

test('[K24] a session is opened by its link, and in another tab by the browser', () => {
  const onOpen = vi.fn()
  const current = { agent: 'triage', id: 's2' }
  const page = openList({ onOpen, current, hrefOf: ({ id }) => `/?session=${id}` })
  const link = linkOf(page, 'Search is slow')
  expect(link.getAttribute('href')).toBe('/?session=s3')
  expect(fireEvent.click(link)).toBe(false)
  expect(onOpen.mock.calls).toEqual([[{ agent: 'triage', id: 's3' }]])
  link.addEventListener('click', event => expect(event.defaultPrevented).toBe(false), { once: true })
  fireEvent.click(link, { ctrlKey: true })
  expect(onOpen).toHaveBeenCalledTimes(1)
  expect(linkOf(page, 'The last page is missing').getAttribute('aria-current')).toBe('page')
})

test('[K24] a session is renamed: Enter keeps the title, Escape does not', () => {
  const page = openList()
  fireEvent.click(page.screen.getByTitle('Rename The label is wrong'))
  fireEvent.change(page.one('session-editor-input'), { target: { value: 'Off by one' } })
  fireEvent.keyDown(page.one('session-editor-input'), { key: 'Escape' })
  expect(page.texts('session-editor')).toEqual([])
  expect(document.activeElement).toBe(linkOf(page, 'The label is wrong'))
  fireEvent.click(page.screen.getByTitle('Rename The label is wrong'))
  fireEvent.change(page.one('session-editor-input'), { target: { value: 'Off by one' } })
  fireEvent.submit(page.one('session-editor'))
  page.go(500)
  expect(titles(page)).toEqual(['Off by one', 'Search is slow', 'The last page is missing'])
})

test('a new session is started when the list was told how', () => {
  const onNew = vi.fn()
  expect(openList().texts('session-list-new')).toEqual([])
  fireEvent.click(openList({ onNew }).screen.getByTitle('New conversation'))
  expect(onNew).toHaveBeenCalledTimes(1)
})

test('[K24] the arrow keys go from the search through the sessions', () => {
  const page = openList()
  const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key })
  const links = page.screen.getAllByRole('link')
  page.one('session-list-search').focus()
  press('ArrowDown')
  press('ArrowDown')
  expect(document.activeElement).toBe(links[1])
  press('ArrowUp')
  press('ArrowUp')
  expect(document.activeElement).toBe(links[0])
})

test('[K5] axe finds nothing in a list, also while a session is renamed', async () => {
  const page = openList({ onNew: () => {} })
  const violations = async () => {
    const rules = { region: { enabled: false }, 'color-contrast': { enabled: false } }
    return (await axe.run(page.screen.container, { rules })).violations.map(({ id }) => id)
  }
  expect(await violations()).toEqual([])
  fireEvent.click(page.screen.getByTitle('Rename Search is slow'))
  expect(await violations()).toEqual([])
})

test('[K25] a session to which messages came since it was open is unread until it is opened again', () => {
  const current = { agent: 'triage', id: 's1' }
  const page = openList({ current })
  const unread = () => page.texts('session-unread').length
  expect(unread()).toBe(0)
  act(() => say(page, 's3', 'Is it still slow?'))
  page.go(500)
  act(() => say(page, 's1', 'Seen while it is open'))
  page.go(500)
  expect(unread()).toBe(1)
  expect(linkOf(page, 'Search is slow').textContent).toContain('New')
  expect(page.kept.get('sluice:known:triage/s1')).toBe('2')
})

test('[K27] a session that is archived leaves the list, the focus goes on, and it is taken back from the archive', () => {
  const page = openList()
  const archive = page.screen.getByRole('button', { name: 'Archive The label is wrong' })
  const after = archive.closest('li')?.nextElementSibling ?? archive.closest('li')?.previousElementSibling
  act(() => archive.focus())
  fireEvent.click(archive)
  expect(titles(page)).toHaveLength(3)
  page.go()
  expect(titles(page)).toEqual(['Search is slow', 'The last page is missing'])
  expect(after?.contains(document.activeElement)).toBe(true)
  fireEvent.click(page.one('session-list-archived'))
  page.go()
  expect(page.one('session-list').dataset.archived).toBe('')
  expect(titles(page)).toEqual(['The label is wrong'])
  fireEvent.click(page.screen.getByRole('button', { name: 'Take The label is wrong out of the archive' }))
  page.go()
  expect(page.texts('session-list-empty')).toEqual(['Nothing is archived.'])
  expect(document.activeElement).toBe(page.one('session-list-search'))
  fireEvent.click(page.one('session-list-archived'))
  page.go()
  expect(titles(page)).toHaveLength(3)
})

test('[K27][C7] where the backend has no archive nothing of it is there', () => {
  const page = openList(
    {},
    prepared =>
      void Object.assign(prepared.client, {
        capabilities: { ...prepared.client.capabilities, archive: false },
      }),
  )
  expect([...page.texts('session-archive'), ...page.texts('session-list-archived')]).toEqual([])
})
