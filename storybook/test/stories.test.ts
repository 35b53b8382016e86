import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { guides } from '../guide/guides.ts'
import { built } from './serveStories.ts'
import { playStory, test } from './storyTest.ts'

interface Index {
  readonly entries: Readonly<Record<string, { readonly id: string; readonly type: string }>>
}

const index = JSON.parse(readFileSync(join(built, 'index.json'), 'utf8')) as Index
const stories = Object.values(index.entries).filter(entry => entry.type === 'story')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function openStory(page: Page, url: string, id: string): Promise<string[]> {
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url()))
      faults.push(`The story asked ${request.url()} for something.`)
  })
  page.on('console', message => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`)
  })
  if (!(await playStory(page, url, id))) faults.push('The story could not be played to its end.')
  await page.evaluate(axe)
  return faults
}

async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate(() => {
    const { axe: run } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    // A story is a piece of a page: its headings and landmarks are not those of a whole one.
    const rules = {
      region: { enabled: false },
      'landmark-one-main': { enabled: false },
      'page-has-heading-one': { enabled: false },
    }
    // Of what is as it should be, axe then describes one element for each rule instead of all.
    return run.run({ rules, resultTypes: ['violations'] })
  })
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join('\n')}`)
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** The elements that a page of the guide says a story shows. */
const promised = (id: string) =>
  Object.values(guides).flatMap(page => (page.stories.includes(id) && page.element ? [page.element] : []))

/** Which of the elements are not there. */
async function missing(page: Page, elements: readonly string[]): Promise<string[]> {
  const counts = await Promise.all(elements.map(name => page.locator(`[data-sluice="${name}"]`).count()))
  return elements.filter((_, at) => counts[at] === 0)
}

for (const { id } of stories) {
  test(`[K4][K5][K19] ${id} draws without an error or a request elsewhere in light, dark, high contrast and 320 pixels, and axe finds nothing`, async ({
    page,
    url,
  }) => {
    await page.setViewportSize({ width: 1280, height: 800 })
    const faults = await openStory(page, url, id)
    const absent = await missing(page, promised(id))
    const found = { light: await violations(page), dark: [''] }
    await page.evaluate(() => {
      document.documentElement.dataset.theme = 'dark'
    })
    found.dark = await violations(page)
    await page.emulateMedia({ reducedMotion: 'reduce', contrast: 'more' })
    const contrast = await violations(page)
    await page.setViewportSize({ width: 320, height: 640 })
    expect({ ...found, contrast, overflow: await overflow(page), faults, absent }).toEqual({
      light: [],
      dark: [],
      contrast: [],
      overflow: 0,
      faults: [],
      absent: [],
    })
  })
}
