import type { Locator, Page } from '@playwright/test'
import { lettersOf } from './sessionLog.ts'

/** Runs in the page: the texts of elements without those of their buttons. */
function spokenTexts(elements: readonly Element[]): string[] {
  return elements.map(element => {
    const copy = element.cloneNode(true) as Element
    for (const button of copy.querySelectorAll('button')) button.remove()
    return copy.textContent ?? ''
  })
}

/** The text parts that stand in a conversation, as letters, oldest first. */
export async function drawnTexts(place: Page | Locator): Promise<string[]> {
  return (await place.locator('[data-sluice="message-text"]').evaluateAll(spokenTexts)).map(lettersOf)
}
