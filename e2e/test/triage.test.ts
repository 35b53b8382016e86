import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type ChatPage, expectWhole, openChat } from '../support/chatPage.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

const REPORT = 'With 41 orders and ten to a page, the last page is missing. Please triage.'

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 400 })
})
test.afterEach(async () => {
  await server.dispose()
})

/** Approves whatever is asked until the run has settled. */
async function approveUntilSettled(chat: ChatPage): Promise<void> {
  await expect(chat.approve()).toBeVisible({ timeout: 60_000 })
  await chat.approve().click()
  await expect(chat.approve()).toHaveCount(0)
  await chat.settled()
}

test('[S1][F6] a triage with an approval reads the same in two tabs and in the log, character by character', async ({
  context,
}) => {
  const first = await openChat(await context.newPage(), server.url, 'two-tabs')
  const second = await openChat(await context.newPage(), server.url, 'two-tabs')
  await first.send(REPORT)
  await expect(second.approve()).toBeVisible({ timeout: 60_000 })
  await approveUntilSettled(first)
  await expect(second.approve()).toHaveCount(0)
  await second.settled()
  await expectWhole(first, server.url, 'two-tabs')
  await expectWhole(second, server.url, 'two-tabs')
  expect(await first.texts()).toEqual(await second.texts())
  expect((await first.texts()).join('').length).toBeGreaterThan(200)
  expect([await first.takenBack(), await second.takenBack()]).toEqual([[], []])
  await expect(first.page.locator('[data-sluice="tool-card"][data-tool-status="completed"]')).not.toHaveCount(
    0,
  )
})

test('[R1][S1] a server that is killed in the middle of a word goes on, and no tool runs twice', async ({
  page,
}) => {
  await server.dispose()
  server = await startServer({ tokensPerSecond: 80 })
  const chat = await openChat(page, server.url, 'killed')
  await chat.send(REPORT)
  await expect(page.locator('[data-sluice="tool-card"][data-tool-status="completed"]').first()).toBeVisible({
    timeout: 30_000,
  })
  const texts = await chat.texts()
  await expect
    .poll(async () => (await chat.texts()).join('').length, { intervals: [20] })
    .toBeGreaterThan(texts.join('').length + 10)
  await server.kill()
  const shown = await chat.texts()
  await expect.poll(() => chat.connection()).not.toBe('')
  await expect(page.locator('[data-sluice="run-end"][data-run-outcome="failed"]')).toHaveCount(0)
  expect((await chat.connection()).toLowerCase()).not.toContain('fail')
  await server.start()
  await approveUntilSettled(chat)
  const after = await chat.texts()
  for (const text of shown) expect(after.some(now => now.startsWith(text))).toBe(true)
  expect(await chat.takenBack()).toEqual([])
  await expectWhole(chat, server.url, 'killed')
  const runs = readFileSync(join(server.directory, 'workspaces', 'killed', '.tool-runs.jsonl'), 'utf8')
  const calls = runs
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { callId: string }).callId)
  expect(calls.length).toBeGreaterThan(3)
  expect(new Set(calls).size).toBe(calls.length)
})
