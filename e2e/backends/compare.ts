import { chromium } from '@playwright/test'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { chatAgentAlone } from './cloudflare/subject.ts'
import { flueAlone } from './flue/subject.ts'
import { scenarios } from './scenarios/all.ts'
import type { Scenario } from './scenarios/Scenario.ts'
import { type Played, playScenario } from './stage/playScenario.ts'
import type { Subject } from './stage/Subject.ts'
import { isAsExpected } from './stage/transcript.ts'

// Plays the scenarios with the clients that others made for their servers, and prints what came of each as a row of the table in docs/backends.md.
// `node --conditions=@sluice/source e2e/backends/compare.ts [name of a scenario]…`

/** The clients that ours is compared with. */
const subjects: readonly Subject[] = [chatAgentAlone, flueAlone]

const isText = (text: string): boolean => text.startsWith('user: ') || text.startsWith('assistant: ')

const isPart = (text: string): boolean => !text.startsWith('run: ')

/** What came of a scenario, in a few words. */
function wordsFor({ mayTakeBack }: Scenario, { expected, error, pages, held }: Played): string {
  const words: string[] = []
  const [message = ''] = (error?.message ?? '').split('\n')
  if (error)
    words.push(
      /waiting|Timeout|timed out|toContain|toEqual/i.test(error.message) ? 'stalls' : `fails (${message})`,
    )
  for (const { shown, takenBack } of pages) {
    const texts = shown.filter(isText)
    if (new Set(texts).size < texts.length) words.push('repeats')
    const kept = held.filter(isText)
    if (kept.some(text => !texts.includes(text))) words.push('loses on the page')
    if (!mayTakeBack && takenBack.length > 0) words.push('takes back')
    // How a turn ended is not looked at: these clients show the last one at most.
    if (expected && !isAsExpected(shown.filter(isPart), expected.filter(isPart)))
      words.push('shows something else')
  }
  const whole = expected?.filter(isText) ?? []
  if (whole.some(text => !text.endsWith('…') && !held.includes(text))) words.push('loses on the server')
  return words.length === 0 ? 'whole' : [...new Set(words)].join(', ')
}

const wanted = process.argv.slice(2)
const browser = await chromium.launch(chromiumLaunch())
for (const scenario of scenarios) {
  if (wanted.length > 0 && !wanted.includes(scenario.name)) continue
  const cells: string[] = []
  for (const subject of subjects) {
    if (Object.hasOwn(subject.rulesOut, scenario.name)) {
      cells.push('ruled out')
      continue
    }
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    cells.push(wordsFor(scenario, await playScenario(subject, scenario, context)))
    await context.close()
  }
  process.stdout.write(`| ${[scenario.name, ...cells].join(' | ')} |\n`)
}
await browser.close()
process.exit(0)
