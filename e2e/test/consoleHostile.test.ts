import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { startServer, type TestServer } from '../support/startServer.ts'

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
const claimed = { blob: 'f'.repeat(64), bytes: 1024 ** 3, mediaType: 'application/json' }

let server: TestServer
test.beforeEach(async () => {
  server = await startServer({ tokensPerSecond: 600 })
})
test.afterEach(async () => {
  await server.dispose()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** A session file of events, each of them JSON as it is to stand there. */
function fileOf(events: readonly string[]): Buffer {
  const header = {
    ...{ format: 'sluice.session.1', revision: 1, session: { agent: 'triage', id: 'hostile' } },
    agent: { name: 'triage' },
  }
  const lines = events.map((event, index) => {
    const offset = `${String(index + 1).padStart(16, '0')}_aaaaaaaa`
    return `{"offset":"${offset}","at":${index},"actor":{"kind":"person","id":"<b>ann</b>"},"event":${event}}`
  })
  const end = { end: { envelopes: lines.length, blobs: 0 } }
  return Buffer.from(`${[JSON.stringify(header), ...lines, JSON.stringify(end)].join('\n')}\n`)
}

const hostile = [
  `{"type":"session.created","agent":"triage","owner":"ann","title":${JSON.stringify(MARKUP)},"state":{"__proto__":{"polluted":1},"plan":[]}}`,
  JSON.stringify({
    ...{ type: 'message.added', message: '__proto__', role: 'user', after: null },
    parts: [{ part: 'constructor', kind: 'text', text: MARKUP }],
  }),
  JSON.stringify({ type: 'run.started', run: 'r1', trigger: '__proto__' }),
  JSON.stringify({
    type: 'step.started',
    step: 's1',
    run: 'r1',
    kind: 'model',
    model: MARKUP,
    context: claimed,
  }),
  JSON.stringify({
    type: 'message.added',
    message: 'm1',
    role: 'assistant',
    after: '__proto__',
    run: 'r1',
    step: 's1',
  }),
  JSON.stringify({ type: 'part.added', message: 'm1', part: 'p1', kind: 'text' }),
  JSON.stringify({
    type: 'part.delta',
    part: 'p1',
    from: 0,
    text: `[link](javascript:window.hacked=1) ${MARKUP}`,
  }),
  JSON.stringify({ type: 'tool.called', call: 'c1', message: 'm1', tool: 'grep' }),
  '{"type":"tool.ready","call":"c1","arguments":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
  JSON.stringify({ type: 'state.patched', patch: [{ op: 'add', path: '/__proto__/polluted', value: 1 }] }),
  JSON.stringify({ type: 'state.patched', patch: [{ op: 'add', path: '/plan/-', value: MARKUP }] }),
  `{"type":"data.deep","value":${'['.repeat(300)}${']'.repeat(300)}}`,
  JSON.stringify({ type: 'constructor' }),
  JSON.stringify({
    type: 'step.settled',
    step: 's1',
    outcome: 'completed',
    provider: claimed,
    harness: claimed,
  }),
]

test('[D1][F3] a file that is hostile all through is text in every panel, and the console goes on', async ({
  page,
}) => {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`${server.url}/console/?place=__proto__&status=constructor&side=nowhere&find[]=1`)
  await expect(region(page, 'Sessions')).toBeVisible()
  const choose = page.locator('input[type=file]')
  const open = (buffer: Buffer) =>
    choose.setInputFiles({ name: 'hostile.sluice', mimeType: 'text/plain', buffer })
  await open(Buffer.from(fileOf(hostile).toString().replace('sluice.session.1', 'sluice.session.9')))
  await expect(page.getByRole('alert')).toContainText('Update Sluice')
  await open(
    Buffer.from(fileOf(hostile).toString().replace(`"envelopes":${hostile.length}`, '"envelopes":1e9')),
  )
  await expect(page.getByRole('alert')).toContainText('Lines are missing')
  const endless = `{"type":"data.endless","value":${'['.repeat(3_000)}${']'.repeat(3_000)}}`
  await open(fileOf([...hostile, endless]))
  await expect(page.getByRole('alert')).toContainText('nested more than 500 levels')
  await open(Buffer.from(fileOf(hostile).toString().replace('"at":0,', '"at":9e15,')))
  await expect(page.getByRole('alert')).toContainText('later than any date')
  await open(fileOf(hostile))
  const track = page.getByRole('slider')
  await expect(track).toHaveAttribute('aria-valuemax', String(hostile.length))
  await expect(region(page, 'View')).toContainText('onerror="window.hacked=1"')
  for (const tab of ['State', 'Open', 'Context', 'Conversation']) {
    await page.getByRole('tab', { name: tab }).click()
    await track.press('Home')
    for (let step = 1; step < hostile.length; step++) await track.press('ArrowRight')
    await expect(region(page, 'Event')).toContainText('step.settled')
  }
  await page.getByRole('tab', { name: 'Context' }).click()
  await expect(region(page, 'View')).toContainText('The file does not hold this content.')
  await page.locator('summary', { hasText: '1024.0 MB' }).first().click()
  await page.getByRole('tab', { name: 'Waterfall' }).click()
  await expect(region(page, 'Waterfall')).toContainText('grep')
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByRole('searchbox', { name: 'Find in events' }).fill('polluted')
  await expect(region(page, 'Log')).toContainText(`of ${hostile.length} events`)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('dialog')).toContainText(`${hostile.length} events`)
  await page.keyboard.press('Escape')
  const harmed = () => page.evaluate(() => [Object.hasOwn(window, 'hacked'), 'polluted' in {}])
  expect(await harmed()).toEqual([false, false])
  expect(errors).toEqual([])
  await page.getByRole('button', { name: 'Close file' }).click()
  await expect(region(page, 'Sessions')).toBeVisible()
})

/** A file whose one blob is so many bytes of JSON. */
function fileWithLargeBlob(bytes: number): string {
  const item = { pattern: 'x'.repeat(900), path: 'src/index.ts', deep: { lines: [1, 2, 3] } }
  const items = Array.from({ length: Math.ceil(bytes / JSON.stringify(item).length) }, (_, index) => ({
    ...item,
    index,
  }))
  const text = JSON.stringify({ system: 'Be short.', items })
  const blob = createHash('sha256').update(text).digest('hex')
  const context = { blob, bytes: text.length, mediaType: 'application/json' }
  const lines = fileOf([
    '{"type":"session.created","agent":"triage","owner":"ann"}',
    JSON.stringify({ type: 'step.started', step: 's1', run: 'r1', kind: 'model', context }),
  ])
    .toString()
    .trimEnd()
    .split('\n')
  const content = JSON.stringify({ blob, mediaType: 'application/json', text })
  return `${[...lines.slice(0, -1), content, JSON.stringify({ end: { envelopes: 2, blobs: 1 } })].join('\n')}\n`
}

test('[D4] a payload of 50 MB is opened line by line, and the page goes on meanwhile', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-large-'))
  try {
    const file = join(folder, 'large.sluice')
    writeFileSync(file, fileWithLargeBlob(50_000_000))
    await page.goto(`${server.url}/console/`)
    await page.locator('input[type=file]').setInputFiles(file)
    await expect(page.getByRole('slider')).toHaveAttribute('aria-valuemax', '2')
    await page.evaluate(() => {
      const stalls: number[] = Object.assign(window, { stalls: [] }).stalls
      let last = performance.now()
      const frame = (now: number) => {
        stalls.push(now - last)
        last = now
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
    })
    await page.getByRole('grid', { name: 'Log' }).getByText('step.started').click()
    const event = region(page, 'Event')
    await event.locator('summary', { hasText: 'Open context' }).click()
    const tree = event.getByRole('tree', { name: 'context' })
    const items = tree.getByRole('treeitem', { name: /^items/ })
    await items.click()
    await expect(tree.getByRole('treeitem').last()).toContainText(/[\d,]+ more/)
    await tree.getByRole('treeitem').last().click()
    await tree.getByRole('treeitem', { name: /^199/ }).click()
    await expect(tree.getByRole('treeitem', { name: /^index: 199$/ })).toBeVisible()
    const stalls = await page.evaluate(() => (window as unknown as { stalls: number[] }).stalls)
    // What a person still takes for an answer to what they did.
    expect(Math.max(...stalls)).toBeLessThan(1_000)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
