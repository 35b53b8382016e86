import { expect, type Locator, type Page } from '@playwright/test'
import { drawnTexts } from './drawnTexts.ts'
import { foldedTexts } from './sessionLog.ts'

/** The chat of a session on the demo's page. */
export interface ChatPage {
  readonly page: Page
  /** The text parts that stand in the thread, as letters, oldest first. */
  texts(): Promise<string[]>
  /** The words of the connection strip; empty while the connection is well. */
  connection(): Promise<string>
  send(text: string): Promise<void>
  approve(): Locator
  /** Waits until no run is going. */
  settled(): Promise<void>
  /** Waits until the last text has at least so many letters. */
  hasStreamed(letters: number): Promise<void>
  /** How often a text on the page became another than one that begins with it, since the page was loaded. */
  takenBack(): Promise<string[]>
  /** Every word that the page said of its connection, the run or a tool, since it was loaded. */
  statusWords(): Promise<string[]>
}

/**
 * Runs in the page before its scripts: after every change of the document, notes each text part that no longer begins with what it was, each
 * that is gone, and what is said of connection, run and tools.
 */
function watchTexts(): void {
  const seen = new Map<string, string>()
  const faults: string[] = []
  const words = new Set<string>()
  Object.assign(window, { takenBack: faults, statusWords: words })
  const places = ['connection-text', 'run-status-text', 'run-end', 'tool-card-status', 'announcer']
  const statuses = places.map(place => `[data-sluice="${place}"]`).join()
  // A number at the beginning of a line may turn out to be that of a list, which is drawn without being text.
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '')
  const textOf = (part: Element) => {
    const copy = part.cloneNode(true) as Element
    for (const button of copy.querySelectorAll('button')) button.remove()
    return letters(copy.textContent ?? '')
  }
  const look = () => {
    for (const place of document.querySelectorAll(statuses)) words.add(place.textContent ?? '')
    const now = [...document.querySelectorAll('[data-sluice="message-text"]')].map(textOf)
    for (const [index, text] of now.entries()) {
      const before = seen.get(String(index)) ?? ''
      if (!text.startsWith(before))
        faults.push(`${index}: "${before.slice(-40)}" became "${text.slice(-40)}"`)
      seen.set(String(index), text)
    }
    if (now.length < seen.size && now.length > 0) faults.push(`${seen.size - now.length} texts are gone`)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Opens a session on the demo's page. */
export async function openChat(page: Page, url: string, session: string): Promise<ChatPage> {
  await page.addInitScript(watchTexts)
  await page.goto(`${url}/?session=${session}`)
  const input = page.locator('[data-sluice="composer"] textarea')
  await expect(input).toBeVisible()
  return {
    page,
    texts: () => drawnTexts(page),
    connection: async () => (await page.locator('[data-sluice="connection"]').allTextContents()).join(' '),
    send: async text => {
      await input.fill(text)
      await input.press('Enter')
    },
    approve: () => page.locator('[data-sluice="approval-approve"]'),
    settled: async () => {
      await expect(page.locator('[data-sluice="run-status"]')).toHaveCount(0, { timeout: 60_000 })
      await expect(page.locator('[data-sluice="message"][data-message-status="open"]')).toHaveCount(0, {
        timeout: 60_000,
      })
    },
    hasStreamed: async count => {
      await expect
        .poll(async () => (await drawnTexts(page)).at(-1)?.length ?? 0, { intervals: [20] })
        .toBeGreaterThanOrEqual(count)
    },
    takenBack: () => page.evaluate(() => (window as unknown as { takenBack: string[] }).takenBack),
    statusWords: () =>
      page.evaluate(() => [...(window as unknown as { statusWords: Set<string> }).statusWords]),
  }
}

/** Waits until the page shows exactly what the log folds to when its runs are over. */
export async function expectWhole(
  chat: ChatPage,
  url: string,
  session: string,
  timeout = 15_000,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const [drawn, folded] = [await chat.texts(), await foldedTexts(url, 'triage', session)]
        return JSON.stringify(drawn) === JSON.stringify(folded) ? 'whole' : { drawn, folded }
      },
      { timeout },
    )
    .toBe('whole')
}
