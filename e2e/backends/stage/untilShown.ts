import { expect } from '@playwright/test'
import type { ChatPage } from './openPage.ts'

/** Waits until a page shows something. Where a message cannot be sent twice by itself it is offered again as long as it is not known to have arrived, and sent again here. */
export async function untilShown(chat: ChatPage, text: string, limitMs = 60_000): Promise<void> {
  const retry = chat.page.locator('[data-sluice="outbox-retry"]')
  await expect
    .poll(
      async () => {
        if ((await retry.count()) > 0) await chat.retryWaiting()
        return chat.transcript()
      },
      { timeout: limitMs, intervals: [500] },
    )
    .toContain(text)
}
