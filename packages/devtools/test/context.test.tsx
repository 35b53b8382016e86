import { DevtoolsProvider } from '@sluice/devtools'
import type { BlobRef } from '@sluice/protocol'
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import axe from 'axe-core'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { compareContexts } from '../src/context/compareContexts.ts'
import { contextSections } from '../src/context/contextSections.ts'
import { createModelCalls } from '../src/context/createModelCalls.ts'
import { type GivenContext, readAttempts, readContext } from '../src/context/readContext.ts'
import { differing, differingLines } from '../src/difference/differingLines.ts'
import { logOf, type TestEvent } from './logOf.ts'
import { createPanelPage, holdLog, Inspected, layOut } from './panelPage.tsx'

beforeEach(layOut)
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const blobs = new Map<string, string>()
function blobOf(content: unknown): BlobRef {
  const text = JSON.stringify(content)
  const blob = (blobs.size + 1).toString(16).padStart(64, '0')
  blobs.set(blob, text)
  return { blob, bytes: text.length, mediaType: 'application/json' }
}

const tool = { name: 'read', description: 'Reads a file.', parameters: { type: 'object' } }
const first = {
  model: 'acme/small',
  instructions: 'Help.\nBe brief.',
  tools: [tool],
  summary: null,
  messages: [{ message: 'q1', role: 'user', length: 12 }],
}
const second = {
  ...first,
  instructions: 'Help.\nBe kind.',
  tools: [tool, { ...tool, name: 'write' }],
  messages: [...first.messages, { message: 'm1', role: 'assistant', length: 80, results: [8] }],
}
const usage = { inputTokens: 40, outputTokens: 5, cacheReadTokens: 60, cacheWriteTokens: 0, cost: 0.01 }
const provider = {
  attempts: [
    { parameters: null, events: [{ at: 260, event: { status: 503 } }] },
    {
      parameters: { temperature: 0.2 },
      events: [
        { at: 300, event: { delta: '<img src=x onerror=alert(1)>' } },
        { at: 310, event: '[DONE]' },
      ],
      leftOut: 7,
      leftOutAfter: 1,
    },
  ],
}
const events: readonly TestEvent[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann' },
  {
    ...{ type: 'message.added', message: 'q1', role: 'user', after: null },
    parts: [{ part: 'p1', kind: 'text', text: 'Read it now.' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'q1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model', model: 'acme/small', context: blobOf(first) },
  { type: 'message.added', message: 'm1', role: 'assistant', after: 'q1', run: 'r1', step: 's1' },
  { type: 'tool.called', call: 'c1', message: 'm1', tool: 'read' },
  { type: 'tool.ready', call: 'c1', arguments: { path: 'a' } },
  {
    ...{ type: 'step.settled', step: 's1', outcome: 'completed' },
    harness: blobOf({ role: 'assistant', said: 'as the provider keeps it' }),
  },
  { type: 'step.started', step: 's2', run: 'r1', kind: 'tools' },
  { type: 'tool.started', call: 'c1', attempt: 1 },
  { type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: 'contents and more' } },
  { type: 'step.settled', step: 's2', outcome: 'completed' },
  {
    type: 'step.started',
    step: 's3',
    run: 'r1',
    kind: 'model',
    model: 'acme/small',
    context: blobOf(second),
  },
  { type: 'step.settled', step: 's3', outcome: 'failed', usage, provider: blobOf(provider) },
]

const read = (content: unknown): GivenContext => {
  const context = readContext(JSON.stringify(content))
  if (!context.ok) throw new Error(context.reason)
  return context.value
}

test('[D5] the model call of a position is the newest that had been started, with what the log says of it', () => {
  const log = logOf(...events, { type: 'step.settled', step: 4 } as never)
  const calls = createModelCalls(log)(log.length)
  expect(calls.calls.map(({ step, position, outcome }) => [step, position, outcome])).toEqual([
    ['s1', 3, 'completed'],
    ['s3', 12, 'failed'],
  ])
  expect([2, 3, 11, 12, 13].map(at => calls.callAt(at)?.step ?? null)).toEqual([null, 's1', 's1', 's3', 's3'])
  expect(calls.callOf('s3')).toMatchObject({ number: 2, usage, provider: { bytes: expect.any(Number) } })
})

test('[D5] tokens are shared out by length, and their sum is what the provider counted', () => {
  const size = contextSections(read(second), usage)
  expect([size.tokens, size.isCounted, size.cachedTokens]).toEqual([100, true, 60])
  expect(size.sections.map(({ kind, length }) => [kind, length])).toEqual([
    ['tools', JSON.stringify(second.tools).length],
    ['instructions', 14],
    ['user', 12],
    ['assistant', 80],
    ['result', 8],
  ])
  expect(Math.abs(size.sections.reduce((sum, { tokens }) => sum + tokens, 0) - 100)).toBeLessThan(3)
  expect(contextSections(read(first), null)).toMatchObject({ isCounted: false, cachedTokens: 0 })
})

test('[D5] two contexts differ by model, instructions, tools and messages', () => {
  expect(compareContexts(read(first), read(second))).toMatchObject({
    model: null,
    instructions: [
      { change: 'same', text: 'Help.' },
      { change: 'removed', text: 'Be brief.' },
      { change: 'added', text: 'Be kind.' },
    ],
    tools: [{ change: 'added', name: 'write' }],
    messages: [{ change: 'added', message: { message: 'm1' } }],
    isSummedUp: false,
  })
  expect(compareContexts(read(second), read(second))).toMatchObject({ instructions: null, messages: [] })
})

test('[D5] what is taken out of one list and put into it gives the other, whatever they hold', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
  fc.assert(
    fc.property(list, list, (before, after) => {
      const found = differing(before, after, item => item)
      const without = (change: string) => found.flatMap(each => (each.change === change ? [] : [each.item]))
      expect([without('added'), without('removed')]).toEqual([before, after])
    }),
  )
  const long = Array.from({ length: 5_000 }, (_, index) => `${index}`)
  expect(differingLines(long.join('\n'), long.toReversed().join('\n')).length).toBe(10_000)
})

test('[D5] contexts and traces that are none are refused with the place', () => {
  expect(readContext('{')).toMatchObject({ ok: false })
  expect(readContext('{"model":"a","instructions":7}')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('instructions'),
  })
  expect(readAttempts('{"attempts":[{"parameters":3}]}')).toMatchObject({ ok: false })
})

test('[D5][E7] a model call shows what it was given, what differs from the one before, and the provider’s events as text', async () => {
  const page = createPanelPage()
  const loadBlob = vi.fn(async (_: unknown, { blob }: BlobRef) => blobs.get(blob) ?? '')
  page.draw(
    <DevtoolsProvider loadBlob={loadBlob}>
      <Inspected source={holdLog(logOf(...events)).source} first={{ side: 'context' }} />
    </DevtoolsProvider>,
  )
  await page.settle()
  const panel = screen.getByRole('tabpanel', { name: 'Context' })
  within(panel).getByText('Model call 2 of 2')
  within(panel).getByText('100 tokens in all, shared out by length · 60 of them from the cache')
  expect(panel.querySelector('[data-change="added"].sluice-devtools-given')?.textContent).toContain('read')
  expect(panel.textContent).toContain('+ Be kind.')
  const open = async (text: string) => {
    const details = within(panel).getByText(text).closest('details') as HTMLDetailsElement
    details.open = true
    await page.settle()
    return details
  }
  const messages = await open('Messages')
  const told = messages.querySelector('[data-role="assistant"]') as HTMLDetailsElement
  told.open = true
  await page.settle()
  // Eight characters were told of a longer output.
  expect(told.querySelector('pre')?.textContent).toBe('contents')
  const trace = await open('What the provider was asked and answered')
  expect(trace.querySelector('img')).toBeNull()
  expect(trace.textContent).toContain('<img src=x onerror=alert(1)>')
  expect(trace.textContent).toContain('7 events were not kept')
  expect(trace.textContent).toContain('temperature')
  expect((await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } })).violations).toEqual([])

  fireEvent.click(within(panel).getByRole('button', { name: 'Model call before' }))
  await page.settle()
  within(screen.getByRole('tabpanel', { name: 'Context' })).getByText('Model call 1 of 2')
  expect(screen.getByText('As it was at 4')).toBeTruthy()
})

test('[D5] the context is left out where a backend has none, and one that may not be read says why', async () => {
  const page = createPanelPage()
  const source = holdLog(logOf(...events)).source
  const drawn = page.draw(<Inspected source={source} first={{ side: 'context' }} />)
  await page.settle()
  expect(screen.queryByRole('tab', { name: 'Context' })).toBeNull()
  expect(screen.getByRole('tab', { name: 'Conversation' }).getAttribute('aria-selected')).toBe('true')
  drawn.unmount()
  const loadBlob = async () => {
    throw new Error('You may read this session but not inspect it.')
  }
  page.draw(
    <DevtoolsProvider loadBlob={loadBlob}>
      <Inspected source={source} first={{ side: 'context' }} />
    </DevtoolsProvider>,
  )
  await page.settle()
  await screen.findByText(/You may read this session but not inspect it/)
})
