import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { peerVersions } from '../../scripts/bench/peers.ts'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { chatAgent, chatAgentAlone, think, webChannel } from './cloudflare/subject.ts'
import { flue, flueAlone } from './flue/subject.ts'
import { scenarios } from './scenarios/all.ts'
import type { Scenario } from './scenarios/Scenario.ts'
import { ONCE } from './scenarios/troubles.ts'
import { type Played, playScenario } from './stage/playScenario.ts'
import type { Subject } from './stage/Subject.ts'
import { isAsExpected } from './stage/transcript.ts'

// Plays the scenarios with this client and with those that others made for their servers, and writes what came of each into the table of docs/backends.md.
// `node --conditions=@sluice/source e2e/backends/compare.ts [column or scenario]…` plays all, or these, and leaves the others as they are.

const columns: Readonly<Record<string, Subject>> = {
  '`AIChatAgent`, `useAgentChat`': chatAgentAlone,
  'Flue, `@flue/react`': flueAlone,
  '`AIChatAgent`, Sluice': chatAgent,
  '`Think`, Sluice': think,
  'Web Channel, Sluice': webChannel,
  'Flue, Sluice': flue,
}
const peers = ['agents', '@cloudflare/ai-chat', '@cloudflare/think', '@flue/runtime', '@flue/react']
const file = new URL('../../docs/backends.md', import.meta.url)
const marks = /(<!-- comparison -->\n)([\s\S]*?)(<!-- \/comparison -->)/

const isText = (text: string): boolean => text.startsWith('user: ') || text.startsWith('assistant: ')

const isPart = (text: string): boolean => !text.startsWith('run: ')

/** What came of a scenario, in a few words. */
function wordsFor({ mayTakeBack }: Scenario, { expected, error, pages, held }: Played): string {
  const words: string[] = []
  const [message = ''] = (error?.message ?? '').split('\n')
  if (error?.message.startsWith(ONCE)) words.push('asks the model twice')
  else if (error)
    words.push(
      /waiting|Timeout|timed out|toContain|toEqual/i.test(error.message) ? 'stalls' : `fails (${message})`,
    )
  for (const { shown, takenBack } of pages) {
    const texts = shown.filter(isText)
    if (new Set(texts).size < texts.length) words.push('repeats')
    const kept = held.filter(isText)
    if (kept.some(text => !texts.includes(text))) words.push('loses on the page')
    if (!mayTakeBack && takenBack.length > 0) words.push('takes back')
    // How a turn ended is not looked at: the clients of others show the last one at most.
    if (expected && !isAsExpected(shown.filter(isPart), expected.filter(isPart)))
      words.push('shows something else')
  }
  const whole = expected?.filter(isText) ?? []
  if (whole.some(text => !text.endsWith('…') && !held.includes(text))) words.push('loses on the server')
  return words.length === 0 ? 'whole' : [...new Set(words)].join(', ')
}

const browser = await chromium.launch(chromiumLaunch())

async function play(subject: Subject, scenario: Scenario): Promise<string> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const words = wordsFor(scenario, await playScenario(subject, scenario, context))
  await context.close()
  return words
}

/** What came of a scenario most often: what was not whole may have been for want of time, and is played again. */
async function playFairly(subject: Subject, scenario: Scenario): Promise<string> {
  if (Object.hasOwn(subject.rulesOut, scenario.name)) return 'ruled out'
  const first = await play(subject, scenario)
  if (first === 'whole') return first
  const second = await play(subject, scenario)
  return second === 'whole' ? play(subject, scenario) : second
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The cells of the table as it is, by scenario and column. */
function readTable(): Map<string, string> {
  const lines = (marks.exec(readFileSync(file, 'utf8'))?.[2] ?? '').split('\n')
  const [names = [], , ...rows] = lines
    .filter(line => line.startsWith('|'))
    .map(line => line.split(' | ').map(cell => cell.replace(/^\| | \|$/g, '')))
  return new Map(
    rows.flatMap(([title = '', ...cells]) =>
      cells.map((cell, at) => [`${title} ${names[at + 1]}`, cell] as const),
    ),
  )
}

/** Puts what came of a column into the table. */
function write(column: string, outcomes: ReadonlyMap<string, string>): void {
  const cells = readTable()
  for (const [title, words] of outcomes) cells.set(`${title} ${column}`, words)
  const names = Object.keys(columns)
  const day = new Date().toLocaleDateString('en-US', { dateStyle: 'long' })
  const versions = Object.entries(peerVersions(import.meta.url, peers)).map(
    ([name, version]) => `${name} ${version}`,
  )
  const table = [
    row(['', ...names]),
    row(['---', ...names.map(() => '---')]),
    ...scenarios.map(({ title }) => row([title, ...names.map(name => cells.get(`${title} ${name}`) ?? '')])),
    '',
    `Last played on ${day}, with ${versions.join(', ')}.`,
    '',
  ].join('\n')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(marks, (_, begin, __, end) => `${begin}${table}${end}`),
  )
}

const wanted = process.argv.slice(2)
const isWanted = (name: string, all: readonly string[]): boolean =>
  wanted.includes(name) || !wanted.some(each => all.includes(each))
for (const [column, subject] of Object.entries(columns)) {
  if (!isWanted(column, Object.keys(columns))) continue
  const outcomes = new Map<string, string>()
  for (const scenario of scenarios) {
    if (
      !isWanted(
        scenario.name,
        scenarios.map(({ name }) => name),
      )
    )
      continue
    const words = await playFairly(subject, scenario)
    outcomes.set(scenario.title, words)
    process.stdout.write(`${column}: ${scenario.name}: ${words}\n`)
  }
  write(column, outcomes)
}
await browser.close()
process.exit(0)
