import { expect, type Page, test } from '@playwright/test'
import { everything, turning } from '../logs/answers.ts'
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

test('[K19][K20] a diagram is an image on the ground that it was drawn for, and nothing is fetched from elsewhere', async ({
  page,
}) => {
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
  const figure = page.getByRole('figure', { name: 'Diagram' })
  const ground = () => figure.evaluate(element => getComputedStyle(element).backgroundColor)
  const light = await ground()
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'dark'
  })
  expect(await ground()).toBe(light)
  await open(page, 'everything')
  await expect(page.locator('[data-sluice="image-not-shown"]')).toBeVisible()
  expect(elsewhere).toEqual([])
})

test('[K18] what a reader selects in the paragraph that is written stays selected while it goes on and when it is done', async ({
  page,
}) => {
  await open(page, 'streaming')
  const { length } = everything
  const start = everything.indexOf('The log is the buffer')
  const arrived = page.getByLabel('Characters that have arrived')
  await arrived.fill(String(start + 'The log is the buf'.length))
  const paragraph = page.locator('blockquote p').first()
  await expect(paragraph).toHaveText('The log is the buf')
  const box = await paragraph.boundingBox()
  if (!box) throw new Error('The paragraph is not drawn.')
  // With the pointer, as a reader does: from the first word to the end of the line.
  await page.mouse.move(box.x + 1, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  const selected = () => page.evaluate(() => getSelection()?.toString())
  expect(await selected()).toBe('The log is the buf')
  for (const characters of [1, 3, 40, length - start]) {
    await arrived.evaluate(
      (element: HTMLInputElement, value) => {
        // React notices what is written past its own property.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, value)
        element.dispatchEvent(new Event('input', { bubbles: true }))
      },
      String(Math.min(length, start + 'The log is the buf'.length + characters)),
    )
    await expect(paragraph).not.toHaveText('The log is the buf')
    expect(await selected()).toBe('The log is the buf')
  }
  await expect(page.locator('[data-markdown-status="settled"]')).toBeVisible()
})

test('[K29] code that is written to be read as other code is read as it is, and copied exactly', async ({
  page,
}) => {
  await open(page, 'turning-characters')
  const code = page.locator('[data-sluice="code-text"] code')
  await expect(code).toContainText('begin admins only')
  // From left to right on each line, whatever stands between.
  const order = await code.evaluate(element => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const turned: string[] = []
    let before = { left: 0, top: 0 }
    while (walker.nextNode()) {
      const text = walker.currentNode as Text
      for (let at = 0; at < text.length; at++) {
        if (!/\S/.test(text.data[at] ?? '') || text.parentElement?.dataset.sluice === 'turning') continue
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        const { left, top } = range.getBoundingClientRect()
        if (Math.abs(top - before.top) < 5 && left < before.left) turned.push(text.data.slice(at, at + 10))
        before = { left, top }
      }
    }
    return turned
  })
  expect(order).toEqual([])
  const [, written = ''] = turning.split('```ts\n')
  const selected = await code.evaluate(element => {
    getSelection()?.selectAllChildren(element)
    return getSelection()?.toString()
  })
  expect(selected?.trimEnd()).toBe(written.slice(0, written.indexOf('\n```')))
  await expect(page.locator('[data-sluice="turning"][data-code="U+202E"]')).toHaveCount(4)
})
