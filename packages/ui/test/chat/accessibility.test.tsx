import { act } from '@testing-library/react'
import axe from 'axe-core'
import { expect, test } from 'vitest'
import { type OpenPage, openChat } from '../support/openPage.tsx'
import { ask, begin, call, end, recover, say, settle, write } from '../support/tell.ts'

/** The browser tests of the stories check colours and sizes; here there is no layout. */
async function violations(page: OpenPage): Promise<string[]> {
  const { violations: found } = await axe.run(page.screen.container, {
    rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
}

const telling = (page: Parameters<typeof say>[0]) => {
  say(page)
  begin(page, 'm1')
  write(page, 'm1', 'r1', 'Let me see.', 'reasoning')
  write(page, 'm1', 't1', '# Found\n\n- [x] one\n\n| a |\n|---|\n| 1 |\n\n```js\na\n```')
  call(page, 'm1', 'c1')
  settle(page, 'm1')
  ask(page, 'a1', 'c1')
}

test('[K5] axe finds nothing in a chat with tools, markdown and an approval', async () => {
  expect(await violations(openChat(telling))).toEqual([])
})

test('[K5] axe finds nothing in an empty chat, and nothing while the connection is down', async () => {
  const page = openChat()
  expect(await violations(page)).toEqual([])
  page.server.goDown()
  page.go(4_000)
  expect(await violations(page)).toEqual([])
})

test('[K8] rows are articles of a feed with their position, and the one that is written is busy', () => {
  const page = openChat(telling)
  const articles = page.screen.getAllByRole('article')
  expect(articles.map(article => article.getAttribute('aria-posinset'))).toEqual(['1', '2'])
  expect(articles.map(article => article.getAttribute('aria-busy'))).toEqual([null, 'true'])
  expect(page.screen.getByRole('feed')).toBeTruthy()
})

test('[K7] one polite voice speaks at boundaries and never for text that grows', () => {
  const page = openChat()
  const heard: string[] = []
  const listen = () => {
    page.go()
    const said = page.screen.getByRole('status').textContent ?? ''
    if (said !== heard.at(-1)) heard.push(said)
  }
  const tell = (step: () => void) => {
    act(step)
    listen()
  }
  tell(() => say(page))
  tell(() => begin(page, 'm1'))
  tell(() => write(page, 'm1', 't1', 'It is **fixed**. There is more.'))
  tell(() => recover(page))
  tell(() => begin(page, 'm2', 'm1'))
  tell(() => write(page, 'm2', 't2', 'It is **fixed**. There is more.'))
  tell(() => settle(page, 'm2'))
  tell(() => ask(page, 'a1'))
  tell(() => end(page))
  expect(heard).toEqual([
    'triage started working.',
    'The run was recovered after a restart and goes on.',
    'Approval needed: May a.js be changed?',
    'Finished. It is fixed.',
  ])
})

test('[K7] what was there when the page was opened is not said', () => {
  const page = openChat(prepared => {
    say(prepared)
    end(prepared, 'failed', 'No.')
  })
  expect(page.screen.getByRole('status').textContent).toBe('')
})
