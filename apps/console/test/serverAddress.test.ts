// @vitest-environment node
import { expect, test } from 'vitest'
import { formatQuery, readSearch } from '../src/search.ts'
import { serverAddress } from '../src/server/serverAddress.ts'

test.each([
  ['https://agents.example.com', 'https://agents.example.com'],
  [' https://agents.example.com/ ', 'https://agents.example.com'],
  ['agents.example.com', 'https://agents.example.com'],
  ['https://example.com/agents/', 'https://example.com/agents'],
  ['localhost:4280', 'http://localhost:4280'],
  ['127.0.0.1:4280', 'http://127.0.0.1:4280'],
  ['[::1]:4280', 'http://[::1]:4280'],
  ['http://10.0.0.1:4280/?token=secret#there', 'http://10.0.0.1:4280'],
  ['https://ann:secret@agents.example.com', null],
  ['javascript:alert(1)', null],
  ['ftp://agents.example.com', null],
  ['', null],
  ['a b', null],
])('[D16] %j is the server %j', (text, address) => {
  expect(serverAddress(text)).toBe(address)
})

test('[D16] the address of the page names the server, and nothing of it that is none', () => {
  const search = readSearch({ server: 'https://agents.example.com/', session: 'triage/a' })
  expect(search).toEqual({ server: 'https://agents.example.com', session: 'triage/a' })
  expect(formatQuery({ ...search })).toBe('?server=https://agents.example.com&session=triage/a')
  expect(readSearch({ server: 'javascript:alert(1)' })).toEqual({})
})
