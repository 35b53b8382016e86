import { act, fireEvent } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { completingAt, taken } from '../../src/composer/completions.ts'
import { AgentChat, type CompletionSource, mentions, slashCommands } from '../../src/index.ts'
import { type OpenPage, openPage, session } from '../support/openPage.tsx'

const files = mentions(async query =>
  ['paginate.js', 'orders.js']
    .filter(name => name.includes(query))
    .map(name => ({ id: name, label: name, text: `@${name}` })),
)

const open = (completions: readonly CompletionSource[]) =>
  openPage(<AgentChat {...session} completions={completions} />)

async function type(page: OpenPage, text: string): Promise<HTMLTextAreaElement> {
  const input = page.one('composer-input') as HTMLTextAreaElement
  input.focus()
  await act(async () => {
    fireEvent.change(input, { target: { value: text } })
  })
  return input
}

test('[K15] commands are offered at the beginning of a message, and taken by Enter', async () => {
  const run = vi.fn()
  const page = open([
    slashCommands([
      { name: 'new', run },
      { name: 'summary', text: 'Summarize this.' },
    ]),
  ])
  const input = await type(page, '/')
  expect(page.texts('composer-completion')).toEqual(['/new', '/summary'])
  expect(input.getAttribute('aria-activedescendant')).toBe(page.one('composer-completion').id)
  fireEvent.keyDown(input, { key: 'ArrowDown' })
  fireEvent.keyDown(input, { key: 'Enter' })
  expect(input.value).toBe('Summarize this. ')
  expect(page.texts('composer-completion')).toEqual([])
  await type(page, '/n')
  fireEvent.keyDown(input, { key: 'Tab' })
  expect(run).toHaveBeenCalledOnce()
  expect(input.value).toBe('')
})

test('[K15] mentions are found later, and put in the place of what was written', async () => {
  const page = open([files])
  const input = await type(page, 'Look at @pag')
  expect(page.texts('composer-completion')).toEqual(['paginate.js'])
  await act(async () => {
    fireEvent.click(page.one('composer-completion'))
  })
  expect(input.value).toBe('Look at @paginate.js ')
  expect(input.selectionStart).toBe(21)
})

test('[K15] Escape closes the list, and Enter sends again', async () => {
  const page = open([files])
  const input = await type(page, 'Look at @pag')
  fireEvent.keyDown(input, { key: 'Escape' })
  expect(page.texts('composer-completions')).toEqual([])
  fireEvent.keyDown(input, { key: 'Enter' })
  page.go()
  expect(page.server.log(session).view.totals.messages).toBe(1)
})

test('[K15] a source that fails offers nothing', async () => {
  const page = open([mentions(() => Promise.reject(new Error('offline')))])
  await type(page, '@a')
  expect(page.texts('composer-completions')).toEqual([])
})

test('[K15] a character in the middle of a word, or of a message for a command, opens nothing', () => {
  const commands = slashCommands([{ name: 'new' }])
  const at = (text: string) => completingAt(text, text.length, [commands, files])?.query ?? null
  expect(at('/ne')).toBe('ne')
  expect(at('and/ne')).toBe(null)
  expect(at(' /ne')).toBe(null)
  expect(at('me@home')).toBe(null)
  expect(at('to @ho')).toBe('ho')
  expect(at('to @ho me')).toBe(null)
})

test('[K15] what stands behind the cursor stays, with one space between', () => {
  const completing = { source: files, query: 'a', start: 3, end: 5 }
  expect(taken('to @a now', completing, { id: 'a', label: 'a', text: '@ada' })).toEqual({
    text: 'to @ada now',
    cursor: 7,
  })
  expect(taken('to @a', completing, { id: 'a', label: 'a', text: '@ada' })).toEqual({
    text: 'to @ada ',
    cursor: 8,
  })
})
