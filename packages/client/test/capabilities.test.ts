import { readFileSync } from 'node:fs'
import type { BackendCapabilities } from '@sluice/client'
import { agentCapabilities, channelCapabilities } from '@sluice/client/cloudflare'
import { flue } from '@sluice/client/flue'
import { expect, test } from 'vitest'
import { createPage } from './support/createPage.ts'

const backends: Readonly<Record<string, BackendCapabilities>> = {
  Sluice: createPage().client.capabilities,
  Flue: flue({ url: 'https://agents.example.com' }).capabilities,
  'Agents SDK': agentCapabilities,
  'Agents SDK, Web Channel': channelCapabilities,
}

/** What a capability means to a person who chooses a server. */
const meanings: Readonly<Record<keyof BackendCapabilities, string>> = {
  resumes: 'goes on after a drop where it was',
  greets: 'says who asks, whose alone is what a browser keeps and sends',
  exactlyOnce: 'a command that is sent twice has one effect',
  approvals: 'asks a person before a tool runs',
  statePatches: 'shares a state that pages may change',
  queue: 'messages wait, and can be edited and taken back',
  directory: 'lists sessions',
  archive: 'puts sessions aside',
  branches: 'keeps other answers beside the one that is shown',
  forks: 'makes another session of what was said up to a message',
  uploads: 'takes files',
  search: 'finds messages that are not loaded',
  inspect: 'says what each model call was given',
}

/** A text says which files are taken. */
const wordFor = (value: boolean | string | undefined): string =>
  typeof value === 'string' ? `\`${value}\`` : value ? 'yes' : '–'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

test('[C7] the table of the docs says what the backends say of themselves', () => {
  const names = Object.keys(backends)
  const table = [
    row(['', ...names]),
    row(['---', ...names.map(() => ':-:')]),
    ...Object.entries(meanings).map(([name, meaning]) =>
      row([
        `${meaning} (\`${name}\`)`,
        ...Object.values(backends).map(each => wordFor(each[name as keyof BackendCapabilities])),
      ]),
    ),
  ].join('\n')
  const text = readFileSync(new URL('../../../docs/backends.md', import.meta.url), 'utf8')
  const [, written] = /<!-- capabilities -->\n([\s\S]*?)\n?<!-- \/capabilities -->/.exec(text) ?? []
  expect(written).toBe(table)
})
