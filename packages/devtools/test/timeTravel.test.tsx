import type { Selection } from '@sluice/devtools'
import { emptyView, fold } from '@sluice/fold'
import { type Envelope, formatOffset } from '@sluice/protocol'
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { longLog } from './longLog.ts'
import { createPanelPage, holdLog, Inspected, layOut } from './panelPage.tsx'

beforeEach(layOut)
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const slider = () => screen.getByRole('slider')
const key = (name: string, rest = {}) =>
  act(async () => void fireEvent.keyDown(slider(), { key: name, ...rest }))
const now = () => Number(slider().getAttribute('aria-valuenow'))

async function open(log: Envelope[], first: Partial<Selection> = {}) {
  const page = createPanelPage()
  const changed = vi.fn<(selection: Selection) => void>()
  const { container } = page.draw(
    <Inspected source={holdLog(log).source} first={first} onSelection={changed} />,
  )
  await page.settle()
  return { page, changed, container }
}

test('[D2] keys of the track go by event, step and run, to the ends, and back to live', async () => {
  const log = longLog(200)
  const { changed } = await open(log)
  const starts = (type: string) => log.flatMap(({ event }, index) => (event.type === type ? [index + 1] : []))
  expect(now()).toBe(200)
  await key('Home')
  expect(now()).toBe(1)
  await key('ArrowRight')
  expect(now()).toBe(2)
  await key('PageDown')
  expect(now()).toBe(starts('run.started')[0])
  await key('PageDown')
  expect(now()).toBe(starts('run.started')[1])
  await key('ArrowRight', { shiftKey: true })
  expect(now()).toBe(starts('step.started')[1])
  await key('PageUp')
  expect(now()).toBe(starts('run.started')[1])
  expect(changed).toHaveBeenLastCalledWith(
    expect.objectContaining({ offset: log[(starts('run.started')[1] ?? 0) - 1]?.offset }),
  )
  await key('Escape')
  expect(now()).toBe(200)
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ offset: null }))
})

test('[D2] a drag shows each offset that it passes and changes the selection once, when it ends', async () => {
  const log = longLog(400)
  const { page, changed } = await open(log)
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({
    ...{ left: 0, width: 399, top: 0, right: 399, bottom: 20, height: 20, x: 0, y: 0 },
    toJSON: () => ({}),
  })
  Element.prototype.setPointerCapture = () => undefined
  const view = screen.getByRole('region', { name: 'View' })
  fireEvent.pointerDown(slider(), { button: 0, clientX: 300 })
  for (const position of [250, 120, 57, 311]) {
    fireEvent.pointerMove(slider(), { clientX: position })
    await page.settle()
    expect(now()).toBe(position + 1)
    await within(view).findByText(`As it was at ${position + 1}`)
    const messages = fold(emptyView, log.slice(0, position + 1)).totals.messages
    expect(view.textContent).toContain(`${messages} message`)
  }
  expect(changed).not.toHaveBeenCalled()
  fireEvent.pointerUp(slider(), { clientX: 311 })
  expect(changed).toHaveBeenCalledTimes(1)
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ offset: formatOffset(312, 'aaaaaaaa') }))
})

test('[D3] the waterfall shows the spans, marks that of the selected event, and a click selects where a span began', async () => {
  const log = longLog(200)
  const tool = log.findIndex(({ event }) => event.type === 'tool.started')
  const { changed, container } = await open(log, { panel: 'waterfall', offset: log[tool]?.offset ?? null })
  const grid = screen.getByRole('treegrid', { name: 'Waterfall' })
  const rows = () => [...grid.querySelectorAll<HTMLElement>('[data-row]')]
  expect(
    rows()
      .slice(0, 3)
      .map(row => row.dataset.kind),
  ).toEqual(['run', 'model', 'tool'])
  expect(grid.querySelector('[aria-selected="true"]')?.textContent).toContain('grep')
  fireEvent.click(rows()[1] as HTMLElement)
  const step = log.find(({ event }) => event.type === 'step.started')
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ offset: step?.offset }))
  const before = rows().length
  fireEvent.click(rows()[0]?.querySelector('[data-fold]') as HTMLElement)
  expect(rows()).toHaveLength(before - 2)
  expect(rows()[0]?.getAttribute('aria-expanded')).toBe('false')
  const { violations } = await axe.run(container, {
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'landmark-unique': { enabled: false },
    },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
})

test('[D3] of a long waterfall only the rows in sight are drawn', async () => {
  await open(longLog(20_000), { panel: 'waterfall' })
  const grid = screen.getByRole('treegrid')
  expect(Number(grid.getAttribute('aria-rowcount'))).toBeGreaterThan(1_000)
  expect(grid.querySelectorAll('[data-row]').length).toBeLessThan(100)
})

test('[D4] the log shows what holds a text, and what failed', async () => {
  const log = longLog(112)
  log.push({
    ...(log[0] as Envelope),
    offset: formatOffset(113, 'aaaaaaaa'),
    event: { type: 'tool.settled', call: 'c1', outcome: 'failed' } as Envelope['event'],
  })
  const { page } = await open(log)
  const rows = () => screen.getByRole('grid').querySelectorAll('[data-row]').length
  fireEvent.change(screen.getByRole('searchbox', { name: 'Find in events' }), {
    target: { value: 'QUESTION 1' },
  })
  await page.settle()
  expect(rows()).toBe(1)
  screen.getByText('1 of 113 events')
  fireEvent.change(screen.getByRole('searchbox', { name: 'Find in events' }), { target: { value: '' } })
  fireEvent.click(screen.getByRole('button', { name: 'Failed' }))
  await page.settle()
  expect(rows()).toBe(1)
})

test('[D9] a message selects the event that added it, by a key too', async () => {
  const log = longLog(200)
  const { changed } = await open(log)
  const [message] = screen.getAllByRole('article')
  await act(async () => void fireEvent.keyDown(message as HTMLElement, { key: 'Enter' }))
  const offset = changed.mock.lastCall?.[0].offset
  expect(log.find(each => each.offset === offset)?.event.type).toBe('message.added')
})
