import { type Selection, useLogSource } from '@sluice/devtools'
import { emptyView, findMessage, fold, lineOf, partsOf } from '@sluice/fold'
import { type Envelope, formatOffset } from '@sluice/protocol'
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { longLog } from './longLog.ts'
import { createPanelPage, holdLog, Inspected, layOut, session } from './panelPage.tsx'

beforeEach(layOut)
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

// By selector: finding a role walks the whole page in jsdom.
const grid = () => document.querySelector('[role=grid]') as HTMLElement
const rows = () => [...grid().querySelectorAll<HTMLElement>('[data-row]')]
const selectedRow = () => grid().querySelector('[data-row][aria-selected="true"]')
const textIn = (element: Element | null | undefined) => element?.textContent ?? ''
const key = (name: string) => act(async () => void fireEvent.keyDown(grid(), { key: name }))

/** The text of the line as the fold has it. */
function textOf(log: readonly Envelope[]): string[] {
  const view = fold(emptyView, log)
  return lineOf(view).flatMap(id => {
    const message = findMessage(view, id)
    return message === null
      ? []
      : partsOf(view, message).flatMap(part =>
          part.kind === 'text' && part.text !== '' ? [part.text.trim()] : [],
        )
  })
}

const drawnText = () =>
  [...document.querySelectorAll('[data-sluice="message-text"]')].map(
    element => element.textContent?.trim() ?? '',
  )

function Live() {
  return <Inspected source={useLogSource(session)} />
}

test('[W1] a log appears as it grows, over the wire', async () => {
  const page = createPanelPage()
  page.server.append(session, { type: 'session.created', agent: 'triage', owner: 'ann' })
  page.draw(<Live />)
  await page.settle()
  expect(rows().map(row => row.querySelector('[data-column="type"]')?.textContent)).toEqual([
    'session.created',
  ])
  expect(page.server.received('subscribe')).toMatchObject([{ want: 'events' }])
  page.server.append(session, { type: 'session.titled', title: 'A new name' })
  await page.settle()
  expect(rows()).toHaveLength(2)
  expect(textIn(rows()[1])).toContain('“A new name”')
  screen.getByText('2 events')
})

describe('selection', () => {
  test('[C9] a click shows the event whole and everything else as it was then', async () => {
    const log = longLog(60)
    const page = createPanelPage()
    const changed = vi.fn<(selection: Selection) => void>()
    page.draw(<Inspected source={holdLog(log).source} onSelection={changed} />)
    await page.settle()
    expect(drawnText()).toEqual(textOf(log))
    await key('Home')
    fireEvent.click(rows()[8] as HTMLElement)
    await page.settle()
    expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ offset: formatOffset(9, 'aaaaaaaa') }))
    const detail = screen.getByRole('region', { name: 'Event' })
    expect(textIn(detail)).toContain('0000000000000009_aaaaaaaa')
    expect(textIn(within(detail).getByRole('tree', { name: 'Event' }))).toContain('"part.delta"')
    screen.getByText('As it was at 9')
    expect(drawnText()).toEqual(textOf(log.slice(0, 9)))
    const subject = document.querySelector('[data-subject]')
    expect(textIn(subject)).toContain('word 2')
    fireEvent.click(screen.getByRole('button', { name: 'Back to live' }))
    await page.settle()
    expect(drawnText()).toEqual(textOf(log))
    expect(selectedRow()).toBeNull()
  })

  test('[C9] keys move it, escape goes back to live', async () => {
    const page = createPanelPage()
    page.draw(<Inspected source={holdLog(longLog(200)).source} />)
    await page.settle()
    await key('End')
    expect(selectedRow()?.getAttribute('data-row')).toBe('199')
    await key('ArrowUp')
    await key('k')
    expect(selectedRow()?.getAttribute('data-row')).toBe('197')
    expect(grid().getAttribute('aria-activedescendant')).toBe(selectedRow()?.id)
    await key('Home')
    await key('j')
    expect(selectedRow()?.getAttribute('data-row')).toBe('1')
    await key('Escape')
    expect(selectedRow()).toBeNull()
  })

  test('[C9] an offset from a link is selected as soon as the log has got there', async () => {
    const log = longLog(300)
    const held = holdLog(log)
    held.set({ count: 100, phase: 'catching-up' })
    const page = createPanelPage()
    page.draw(<Inspected source={held.source} first={{ offset: formatOffset(250, 'aaaaaaaa') }} />)
    await page.settle()
    expect(selectedRow()).toBeNull()
    screen.getByText('Folding 100 of 100 events…')
    act(() => held.set({ count: 300, phase: 'live' }))
    await page.settle()
    expect(selectedRow()?.getAttribute('data-row')).toBe('249')
    expect(textIn(screen.getByRole('button', { name: /Follow/ }))).toBe('Follow')
    expect(drawnText()).toEqual(textOf(log.slice(0, 250)))
  })

  test('[C9] it stays where it is while the log grows', async () => {
    const log = longLog(60)
    const held = holdLog(log)
    const page = createPanelPage()
    page.draw(<Inspected source={held.source} first={{ offset: formatOffset(9, 'aaaaaaaa') }} />)
    await page.settle()
    const before = drawnText()
    act(() => held.append(...longLog(160).slice(60)))
    await page.settle()
    expect(selectedRow()?.getAttribute('data-row')).toBe('8')
    expect(drawnText()).toEqual(before)
    expect(textIn(screen.getByRole('button', { name: /Follow/ }))).toContain('100 new')
  })
})

test('[C9] a log that is followed stays at its end where the panel becomes smaller, until somebody scrolls up', async () => {
  const log = longLog(200)
  const held = holdLog(log)
  const page = createPanelPage()
  page.draw(<Inspected source={held.source} />)
  await page.settle()
  const follow = screen.getByRole('button', { name: /Follow/ })
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(260)
  grid().scrollTop -= 100
  await page.settle()
  expect(textIn(follow)).toBe('Following')
  expect(grid().scrollTop).toBe(201 * 26 - 260)
  grid().scrollTop -= 100
  await page.settle()
  expect(textIn(follow)).toBe('Follow')
})

test('[E3] families can be hidden, and one can be shown alone', async () => {
  const page = createPanelPage()
  page.draw(<Inspected source={holdLog(longLog(56)).source} />)
  await page.settle()
  const types = () => new Set(rows().map(row => row.dataset.family))
  fireEvent.click(screen.getByRole('button', { name: 'part 41' }))
  screen.getByText('15 of 56 events')
  expect(types()).toEqual(new Set(['session', 'message', 'run', 'step', 'tool']))
  fireEvent.click(screen.getByRole('button', { name: 'tool 4' }), { shiftKey: true })
  expect(types()).toEqual(new Set(['tool']))
  expect(rows().map(row => row.querySelector('[data-column="summary"]')?.textContent)).toEqual([
    'grep',
    'grep · {"pattern":"x"}',
    'grep',
    'grep · completed · {"lines":0}',
  ])
  fireEvent.click(screen.getByRole('button', { name: 'All' }))
  screen.getByText('56 events')
})

describe('a long log', () => {
  /** Counts how many envelopes of a log are looked at. */
  function watch(envelopes: Envelope[]) {
    let looked = 0
    const watched = new Proxy(envelopes, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) looked += 1
        return Reflect.get(target, name, receiver)
      },
    })
    const take = () => {
      const before = looked
      looked = 0
      return before
    }
    return { watched, take }
  }

  async function costs(length: number) {
    const { watched, take } = watch(longLog(length))
    const held = holdLog(watched)
    const page = createPanelPage()
    const { unmount } = page.draw(
      <Inspected
        source={held.source}
        first={{ side: 'open', families: { mode: 'only', families: ['tool', 'part'] } }}
      />,
    )
    await page.settle()
    const drawn = rows().length
    take()
    const last = watched[length - 1] as Envelope
    await act(async () =>
      held.append({
        ...last,
        offset: formatOffset(length + 1, 'aaaaaaaa'),
        event: { type: 'tool.started', call: 'none', attempt: 1 } as Envelope['event'],
      }),
    )
    const append = take()
    await key('End')
    await key('ArrowUp')
    const select = take()
    unmount()
    return { drawn, append, select }
  }

  test('[F4] an append and a selection cost the same at 10,000 and 100,000 events, and as few rows are drawn', async () => {
    const small = await costs(10_000)
    const large = await costs(100_000)
    // How many rows are in sight differs by a page.
    expect(large.append).toBeLessThanOrEqual(small.append + 16)
    expect(large.append).toBeLessThan(100)
    // A selection folds from the keyframe before it: at most 500, and then one by one.
    expect(large.select).toBeLessThan(1_300)
    expect(large.drawn).toBeLessThan(100)
  }, 60_000)
})

test('[F3] a hostile log is drawn as text: markup, prototypes, unknown and malformed events', async () => {
  const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  const log = longLog(4)
  const [first] = log
  if (first === undefined) throw new Error('The log is empty.')
  const events: unknown[] = [
    { type: 'session.titled', title: markup },
    { type: 'constructor', text: markup },
    { type: '__proto__', ...JSON.parse('{"__proto__":{"polluted":true},"deep":[[[[1]]]]}') },
    { type: 'part.delta', part: markup, from: -1, text: 7 },
    { type: 'tool.called', call: 'x'.repeat(65), message: null, tool: markup },
    { type: 'state.patched', patch: [{ op: 'add', path: '/__proto__', value: { polluted: true } }] },
    { type: 'data.note', [markup]: { toString: null, constructor: '\u202egnp.exe' } },
  ]
  for (const event of events) {
    log.push({
      ...first,
      offset: formatOffset(log.length + 1, 'aaaaaaaa'),
      event: event as Envelope['event'],
    })
  }
  const page = createPanelPage()
  page.draw(<Inspected source={holdLog(log).source} />)
  await page.settle()
  for (let index = 0; index < log.length; index++) {
    fireEvent.click(grid().querySelector(`[data-row="${index}"]`) as HTMLElement)
    await page.settle()
  }
  expect(document.querySelector('img[src="x"], script')).toBeNull()
  expect(document.title).toBe('')
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  expect(textIn(rows()[4])).toContain('<img src=x onerror=')
  fireEvent.click(screen.getByRole('button', { name: 'Back to live' }))
  await page.settle()
  // The two whose fields are wrong; what is in them is the server's to refuse.
  screen.getByText(/^Malformed or impossible events that were passed over: 2/)
})

test('[W3] a log that may not be read says why, and an empty one that it is empty', async () => {
  const held = holdLog([])
  const page = createPanelPage()
  page.draw(<Inspected source={held.source} />)
  await page.settle()
  screen.getByText('Nothing in this log yet')
  act(() => held.set({ phase: 'closed', error: { code: 'not-found', message: 'There is no such session.' } }))
  screen.getByText('There is no such session.')
})

test('[C9] the state and what is open are those of the offset', async () => {
  const log = longLog(120)
  const page = createPanelPage()
  const run = log.findIndex(({ event }) => event.type === 'tool.started')
  page.draw(
    <Inspected source={holdLog(log).source} first={{ side: 'open', offset: log[run]?.offset ?? null }} />,
  )
  await page.settle()
  const view = screen.getByRole('region', { name: 'View' })
  expect(within(view).getByRole('tab', { name: /Open/ }).getAttribute('aria-selected')).toBe('true')
  expect(textIn(view)).toContain('grep running')
  fireEvent.keyDown(within(view).getByRole('tablist'), { key: 'ArrowLeft' })
  expect(textIn(view)).toContain('The state is empty at this offset.')
  await key('End')
  await page.settle()
  fireEvent.keyDown(within(view).getByRole('tablist'), { key: 'ArrowRight' })
  expect(textIn(view)).not.toContain('grep running')
})

test('[C9] it can be used without sight', async () => {
  const page = createPanelPage()
  const { container } = page.draw(
    <Inspected source={holdLog(longLog(60)).source} first={{ offset: formatOffset(9, 'aaaaaaaa') }} />,
  )
  await page.settle()
  const { violations } = await axe.run(container, {
    // Colours and the frame of a page are not in jsdom; the roles of the thread are of the kit.
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'landmark-unique': { enabled: false },
    },
  })
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
})
