import { expect, type Locator, type Page } from '@playwright/test'
import { line, type Transcript } from './transcript.ts'

/** The page of a conversation. Every client's page marks its parts like `AgentChat` does. */
export interface ChatPage {
  readonly page: Page
  transcript(): Promise<Transcript>
  /** What waits to be sent or could not be, in the order of the page. */
  waiting(): Promise<readonly string[]>
  send(text: string): Promise<void>
  stop(): Promise<void>
  /** Sends again what waits, unless it has arrived by then. */
  retryWaiting(): Promise<void>
  /** The topic in the state of the session. */
  readonly topic: Locator
  setTopic(text: string): Promise<void>
  /** Whether something is running, as the page shows it. */
  isBusy(): Promise<boolean>
  /** Waits until nothing is running on the page. */
  settled(): Promise<void>
  /** Waits until the last text of the page has so many letters. */
  hasStreamed(letters: number): Promise<void>
  /** Texts that became other than ones that begin with what they were, since the page was loaded. */
  takenBack(): Promise<readonly string[]>
}

interface Found {
  readonly kind: string
  readonly text: string
}

/** Runs in the page: the parts in their order. */
function readParts(): Found[] {
  const wanted = ['message-text', 'reasoning-text', 'tool-card', 'run-end'].map(
    part => `[data-sluice="${part}"]`,
  )
  return [...document.querySelectorAll<HTMLElement>(wanted.join())].map(element => {
    const part = element.dataset.sluice
    if (part === 'tool-card')
      return { kind: `tool ${element.dataset.tool}`, text: element.dataset.toolStatus ?? '' }
    if (part === 'run-end') return { kind: 'run', text: element.dataset.runOutcome ?? '' }
    const copy = element.cloneNode(true) as Element
    for (const button of copy.querySelectorAll('button')) button.remove()
    const role = element.dataset.messageRole ?? 'assistant'
    return { kind: part === 'reasoning-text' ? 'reasoning' : role, text: copy.textContent ?? '' }
  })
}

/**
 * Runs in the page before its scripts: notes each text of which nothing is left that begins with what it was. Others may come before, between and
 * behind.
 */
function watchTexts(): void {
  let before: string[] = []
  const faults: string[] = []
  Object.assign(window, { takenBack: faults })
  const look = () => {
    const now = [...document.querySelectorAll('[data-sluice="message-text"]')].map(part =>
      (part.textContent ?? '').replace(/[^\p{L}\p{N}]/gu, ''),
    )
    let at = 0
    for (const text of before) {
      const found = now.findIndex((candidate, index) => index >= at && candidate.startsWith(text))
      if (found < 0) faults.push(`"${text.slice(-40)}" is gone`)
      else at = found + 1
    }
    before = now
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Opens a session with a client on a page of the gateway. */
export async function openPage(
  page: Page,
  gateway: string,
  client: string,
  session: string,
): Promise<ChatPage> {
  await page.addInitScript(watchTexts)
  await page.goto(`${gateway}/pages/index.html?client=${client}&session=${session}`)
  const input = page.locator('[data-sluice="composer"] textarea')
  await expect(input).toBeVisible()

  async function transcript(): Promise<Transcript> {
    const found = (await page.evaluate(readParts)).map(({ kind, text }) =>
      kind === 'run' || kind.startsWith('tool ') ? `${kind}: ${text}` : line(kind, text),
    )
    const isEnd = (text: string) => text.startsWith('run: ')
    return [...found.filter(text => !isEnd(text) && !text.endsWith(': ')), ...found.filter(isEnd)]
  }
  const lettersShown = async () =>
    (await transcript()).findLast(text => text.startsWith('assistant: '))?.length ?? 0
  const busy = page.locator('[data-sluice="run-status"], [data-sluice="message"][data-message-status="open"]')

  return {
    page,
    transcript,
    waiting: () => page.locator('[data-sluice="outbox-content"]').allTextContents(),
    send: async text => {
      await input.fill(text)
      await input.press('Enter')
    },
    stop: () => page.locator('[data-sluice="composer-stop"]').click(),
    retryWaiting: () =>
      page
        .locator('[data-sluice="outbox-retry"]')
        .first()
        .click({ timeout: 2000 })
        .catch(() => {}),
    topic: page.locator('[data-sluice="topic"] output'),
    setTopic: async text => {
      const field = page.locator('[data-sluice="topic"] input')
      await field.fill(text)
      await field.press('Enter')
    },
    isBusy: async () => (await busy.count()) > 0,
    settled: () => expect(busy).toHaveCount(0, { timeout: 60_000 }),
    hasStreamed: count =>
      expect
        .poll(lettersShown, { intervals: [20], timeout: 30_000 })
        .toBeGreaterThanOrEqual('assistant: '.length + count),
    takenBack: () => page.evaluate(() => (window as unknown as { takenBack: string[] }).takenBack),
  }
}
