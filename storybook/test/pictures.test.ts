import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { playStory, test } from './storyTest.ts'

/** A story for each component; several show more than one. */
const stories = [
  'chat-agentchat--done',
  'chat-agentchat--waiting-for-approval',
  'chat-agentchat--queued',
  'chat-agentchat--failed',
  'chat-thread--branches',
  'chat-thread--find-in-sight',
  'chat-thread--sources',
  'chat-thread--keys',
  'chat-composer--attached',
  'chat-approval--with-a-form',
  'chat-connection--sent-while-offline',
  'chat-tools--with-views',
  'parts-markdown--everything',
  'panels-panels--plan-under-way',
  'panels-panels--timeline-of-outcomes',
  'panels-panels--state',
  'panels-panels--usage-near-its-budget',
  'panels-panels--subsessions',
  'panels-panels--inbox',
  'panels-session-list--live',
]

/** The part of the pixels that may differ, some ten in each picture: an icon that is missing, or a button that is moved by a few pixels, differs in more. */
const MOST_DIFFERENT = 0.0001

const launch = chromiumLaunch()

test.use({
  // What the system would do to the edges of letters is its own, and no part of how a story looks.
  launchOptions: {
    ...launch,
    env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) },
    args: [
      ...launch.args,
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--disable-font-subpixel-positioning',
      '--force-color-profile=srgb',
    ],
  },
})

/** Stops the time of a story whose connection is down in the middle of a wait, at a number that is always the same. */
const stopCountdown = (page: Page) =>
  page.waitForFunction(() => {
    const countdown = document.querySelector('[data-sluice="connection-countdown"]')
    if (countdown === null) return false
    for (let id = window.setInterval(() => {}, 60_000); id > 0; id--) clearInterval(id)
    countdown.textContent = 'next attempt in 5s'
    return true
  })

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  // Code gets its colours from a worker, when the page has nothing else to do.
  await expect
    .poll(() =>
      page.evaluate(() => {
        const isInSight = (element: Element) => element.getBoundingClientRect().top < innerHeight
        const code = [...document.querySelectorAll('figure[aria-label="ts"]')].filter(isInSight)
        return code.length === 0 || [...CSS.highlights.values()].some(({ size }) => size > 0)
      }),
    )
    .toBe(true)
}

/** What is longer than a page, and does not scroll in itself. */
const heights: Readonly<Record<string, number>> = { 'parts-markdown--everything': 2_000 }

/** A story in both schemes, and where there is little room. */
const views = [
  { name: 'light', width: 720, theme: 'light' },
  { name: 'dark', width: 720, theme: 'dark' },
  { name: 'narrow', width: 320, theme: 'light' },
] as const

for (const id of stories) {
  test(`[K30] ${id} looks as in its pictures, light, dark and at 320 pixels`, async ({ page, url }) => {
    for (const { name, width, theme } of views) {
      await page.setViewportSize({ width, height: heights[id] ?? 560 })
      if (name !== 'dark') expect(await playStory(page, url, id)).toBe(true)
      await page.evaluate(chosen => {
        document.documentElement.dataset.theme = chosen
      }, theme)
      await settle(page)
      if (id.startsWith('chat-connection')) await stopCountdown(page)
      await expect(page).toHaveScreenshot(`${id}-${name}.png`, { maxDiffPixelRatio: MOST_DIFFERENT })
    }
  })
}
