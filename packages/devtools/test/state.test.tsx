import type { Selection } from '@sluice/devtools'
import { applyPatch } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { differingJson } from '../src/difference/differingJson.ts'
import { createStateHistory, patchesOf } from '../src/state/createStateHistory.ts'
import { logOf, type TestEvent } from './logOf.ts'
import { createPanelPage, holdLog, Inspected, layOut } from './panelPage.tsx'

beforeEach(layOut)
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const patched = (op: string, path: string, value?: unknown): TestEvent => ({
  type: 'state.patched',
  patch: [{ op, path, ...(value === undefined ? {} : { value }) }],
})
const log = logOf(
  { type: 'session.created', agent: 'triage', owner: 'ann', state: { plan: [], 'a/b': 1 } },
  patched('add', '/plan/-', { title: 'Read', done: false }),
  patched('add', '/title', 'A <b>bug</b>'),
  patched('replace', '/plan/0/done', true),
  patched('replace', '/a~1b', 2),
  { type: 'state.patched', patch: 'nonsense' },
)

test('[D6] a place was touched by the patches at it, above it and below it, an index being its whole array', () => {
  const patches = createStateHistory(log)(log.length)
  const at = (pointer: string, position = log.length) =>
    patchesOf(patches, pointer, position).map(patch => patch.position)
  expect(at('')).toEqual([4, 3, 2, 1])
  expect(at('/plan')).toEqual([3, 1])
  expect(at('/plan/7')).toEqual([3, 1])
  expect(at('/a~1b')).toEqual([4])
  expect(at('/plan', 2)).toEqual([1])
  expect(at('/pla')).toEqual([])
})

test('[D6] the differences of two documents, applied to the one, give the other', () => {
  const documents = fc.letrec<{ json: Json; tree: Json }>(tie => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.string({ maxLength: 3 }),
      fc.constant(null),
      tie('tree'),
    ),
    tree: fc.dictionary(fc.constantFrom('a', 'b/c', '~', 'd'), tie('json'), {
      maxKeys: 4,
    }) as fc.Arbitrary<Json>,
  })).tree
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      const patch = differingJson(before, after).map(({ change, pointer: path, after: value }) =>
        change === 'removed'
          ? { op: 'remove' as const, path }
          : { op: change === 'added' ? ('add' as const) : ('replace' as const), path, value: value as Json },
      )
      expect(applyPatch(before, patch)).toEqual({ ok: true, value: after })
    }),
  )
  expect(differingJson([1, 2], [1, 3, 4])).toEqual([
    { pointer: '/1', change: 'changed', before: 2, after: 3 },
    { pointer: '/2', change: 'added', before: undefined, after: 4 },
  ])
})

async function open(first: Partial<Selection>) {
  const page = createPanelPage()
  const changed = vi.fn<(selection: Selection) => void>()
  page.draw(
    <Inspected source={holdLog([...log]).source} first={{ side: 'state', ...first }} onSelection={changed} />,
  )
  await page.settle()
  return { page, changed, panel: () => screen.getByRole('tabpanel', { name: 'State' }) }
}

test('[D6] a place of the state says who wrote it and by which patches, and each of these selects its event', async () => {
  const { page, changed, panel } = await open({})
  fireEvent.click(within(panel()).getByText('plan'))
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ path: '/plan' }))
  within(panel()).getByText('Written by agent triage at 4')
  const patches = within(panel()).getByRole('region', { name: 'Patches' })
  expect(
    within(patches)
      .getAllByRole('listitem')
      .map(item => item.textContent),
  ).toEqual([
    expect.stringContaining('replace /plan/0/done true'),
    expect.stringContaining('add /plan/- {"title":"Read","done":false}'),
  ])
  fireEvent.click(within(patches).getByRole('button', { name: '2' }))
  await page.settle()
  expect(changed).toHaveBeenLastCalledWith(
    expect.objectContaining({ offset: log[1]?.offset, path: '/plan', side: 'state' }),
  )
  expect(panel().textContent).toContain('"Read"')
  expect(panel().textContent).not.toContain('title": "A')
})

test('[D6] the event of a patch selects the place that it wrote', async () => {
  const { panel } = await open({ offset: log[4]?.offset ?? null })
  within(panel()).getByText('Written by agent triage at 5')
  expect(panel().querySelector('[aria-selected="true"]')?.textContent).toContain('a/b')
})

test('[D6] the state is compared with that at any other offset', async () => {
  const { page, changed, panel } = await open({ offset: log[2]?.offset ?? null })
  fireEvent.click(within(panel()).getByRole('button', { name: 'Compare from here' }))
  expect(changed).toHaveBeenLastCalledWith(expect.objectContaining({ against: log[2]?.offset }))
  within(panel()).getByText('No difference.')
  fireEvent.keyDown(screen.getByRole('slider'), { key: 'Escape' })
  await page.settle()
  const difference = within(panel()).getByRole('region', { name: 'Difference of the state' })
  expect([...difference.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
    '/plan/0/donefalsetrue',
    '/a~1b12',
  ])
  expect((await axe.run(panel(), { rules: { 'color-contrast': { enabled: false } } })).violations).toEqual([])
})
