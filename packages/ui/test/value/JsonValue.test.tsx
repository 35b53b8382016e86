import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { JsonValue } from '../../src/index.ts'
import { summarize } from '../../src/value/summarize.ts'

afterEach(cleanup)

const shown = (value: unknown) => render(<JsonValue value={value} label="Output" />).container

test('[K21] an object is shown as names and values, texts as they are', () => {
  const container = shown({ path: 'a.js', lines: 12, text: 'one\ntwo' })
  expect([...container.querySelectorAll('dt')].map(name => name.textContent)).toEqual([
    'path',
    'lines',
    'text',
  ])
  expect(container.querySelector('pre')?.textContent).toBe('one\ntwo')
})

test('[K21] a list of alike objects is a table', () => {
  const container = shown([
    { path: 'a.js', line: 1 },
    { path: 'b.js', line: 2 },
  ])
  expect([...container.querySelectorAll('th')].map(cell => cell.textContent)).toEqual(['path', 'line'])
  expect([...container.querySelectorAll('td')].map(cell => cell.textContent)).toEqual([
    'a.js',
    '1',
    'b.js',
    '2',
  ])
})

test('[K21] what is replaced by what is shown as a diff, and so is a unified diff', () => {
  const lines = (container: HTMLElement) =>
    [...container.querySelectorAll<HTMLElement>('[data-diff]')].map(line => line.dataset.diff)
  expect(lines(shown({ path: 'a.js', find: 'floor', replace: 'ceil' }))).toEqual(['removed', 'added'])
  cleanup()
  expect(lines(shown('@@ -1 +1 @@\n-a\n+b\n c'))).toEqual(['hunk', 'removed', 'added', 'same'])
})

test('[K21] of many entries the first are shown, and more on demand', () => {
  const container = shown(
    Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`key${index}`, index])),
  )
  expect(container.querySelectorAll('dt')).toHaveLength(50)
  fireEvent.click(container.querySelector('button') as HTMLButtonElement)
  expect(container.querySelectorAll('dt')).toHaveLength(60)
})

test.each([[undefined], [''], [{}], [[]]])('%j is empty', value => {
  expect(shown(value).textContent).toBe('empty')
})

test('[K21] a value of any depth and hostile names break nothing', () => {
  let deep: unknown = 'end'
  for (let depth = 0; depth < 60; depth++) deep = { ['__proto__']: deep, constructor: 1 }
  expect(shown(JSON.parse(JSON.stringify({ deep, __proto__: null }))).textContent).toContain('constructor')
})

test('[K19][K29] a character that would turn the rest of a name around is shown as a sign, and in a value by its number', () => {
  const name = 'src/\u202egnp.exe'
  const plain = 'src/\ufffdgnp.exe'
  const codes = (container: HTMLElement) =>
    [...container.querySelectorAll<HTMLElement>('[data-sluice="turning"]')].map(({ dataset }) => dataset.code)
  const value = shown({ [name]: name })
  expect([value.textContent, codes(value)]).toEqual([`${plain}${name}`, ['U+202E']])
  const change = shown({ find: name, replace: 'b' })
  expect([change.textContent, codes(change)]).toEqual([`- ${name}\n+ b\n`, ['U+202E']])
  expect(shown([{ name }, { name }]).textContent).toBe(`name${plain}${plain}`)
  expect(summarize({ name })).toBe(plain)
})
