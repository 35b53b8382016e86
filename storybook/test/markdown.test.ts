import { expect, type Page, test } from '@playwright/test'
import { serveStories } from './serveStories.ts'

let server: Awaited<ReturnType<typeof serveStories>>

test.beforeAll(async () => {
  server = await serveStories()
})

test.afterAll(() => server.close())

const open = (page: Page, story: string) =>
  page.goto(`${server.url}/iframe.html?id=parts-markdown--${story}&viewMode=story&globals=theme:light`)

const coloured = (page: Page) =>
  page.evaluate(() => [...CSS.highlights.values()].reduce((sum, highlight) => sum + highlight.size, 0))

test('[K20] code is coloured by a worker, without elements, and only while it can be seen', async ({
  page,
}) => {
  const workers: string[] = []
  page.on('worker', worker => workers.push(worker.url()))
  await page.setViewportSize({ width: 900, height: 400 })
  await open(page, 'languages')
  await expect.poll(() => coloured(page)).toBeGreaterThan(20)
  expect(workers).toHaveLength(1)
  await expect(page.locator('[data-token]')).toHaveCount(0)
  await page.evaluate(() => {
    document.body.style.paddingTop = '5000px'
  })
  await expect.poll(() => coloured(page)).toBe(0)
  await page.evaluate(() => {
    document.body.style.paddingTop = '0'
  })
  await expect.poll(() => coloured(page)).toBeGreaterThan(20)
})

test('[K19] a diagram is an image, and nothing is fetched from elsewhere', async ({ page }) => {
  const elsewhere: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      elsewhere.push(request.url())
  })
  await open(page, 'with-diagrams')
  const image = page.locator('[data-sluice="diagram"] img')
  await expect(image).toHaveCount(1)
  await expect
    .poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth))
    .toBeGreaterThan(100)
  await open(page, 'everything')
  await expect(page.locator('[data-sluice="image-not-shown"]')).toBeVisible()
  expect(elsewhere).toEqual([])
})
