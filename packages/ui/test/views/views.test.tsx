import type { Typed } from '@sluice/protocol'
import type { TestPage } from '@sluice/testkit/react'
import * as v from 'valibot'
import { beforeEach, expect, expectTypeOf, test, vi } from 'vitest'
import {
  AgentChat,
  type AgentChatProps,
  defineDataViews,
  defineToolViews,
  diffView,
  fileView,
  planView,
  terminalView,
  webResultsView,
} from '../../src/index.ts'
import { openPage, session } from '../support/openPage.tsx'
import { begin, say } from '../support/tell.ts'

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))

type Triage = Typed<{
  tools: {
    search: { arguments: { query: string }; result: { hits: number }; answer: null }
    erase: { arguments: { path: string }; result: boolean; answer: null }
  }
  state: object
  data: { chart: { points: number[] } }
}>

const open = (prepare: (page: TestPage) => void, views: Partial<AgentChatProps>) =>
  openPage(<AgentChat {...session} {...views} />, page => {
    say(page)
    begin(page, 'm1')
    prepare(page)
  })

/** A call of a tool that ended with an output. */
const done = (tool: string, args: unknown, output: unknown) => (page: TestPage) =>
  page.server.append(
    session,
    { type: 'tool.called', call: 'c1', message: 'm1', tool },
    { type: 'part.delta', part: 'c1', from: 0, text: JSON.stringify(args) },
    { type: 'tool.ready', call: 'c1' },
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: output as never } },
  )

const found = done('search', { query: 'paginate' }, { hits: 3 })

const searchViews = defineToolViews<Triage>({
  search: {
    title: 'Search the code',
    summary: ({ arguments: args }) => `for ${args?.query}`,
    Output: ({ output }) => <b>{output?.hits} hits</b>,
  },
})

test('[K21] a tool is drawn by the view of its name: in words of its own, on one line and opened', () => {
  const page = open(found, { toolViews: searchViews })
  expect(page.texts('tool-card-name')).toEqual(['Search the code'])
  expect(page.texts('tool-card-summary')).toEqual(['for paginate'])
  expect(page.screen.getByText('3 hits')).toBeTruthy()
  expect(page.texts('tool-card-arguments')).toHaveLength(1)
})

test('[K21] a tool without a view, and one whose view fails, has the card for any tool', () => {
  const fails = () => {
    throw new Error('not mine')
  }
  const plain = open(found, {})
  const failed = open(found, { toolViews: defineToolViews<Triage>({ search: { Body: fails } }) })
  const unsaid = open(found, { toolViews: defineToolViews<Triage>({ search: { summary: fails } }) })
  for (const page of [plain, failed, unsaid]) {
    expect(page.texts('tool-card-summary')).toEqual(['paginate'])
    expect(page.texts('tool-card-output')).toEqual(['hits3'])
    expect(page.texts('tool-card-name')).toEqual(['search'])
  }
})

test('[K21] views know the tools of their agent, what these are given and what they return', () => {
  defineToolViews<Triage>({
    // @ts-expect-error the agent has no such tool
    missing: {},
    erase: {
      summary({ arguments: args, output }) {
        expectTypeOf(args).toEqualTypeOf<{ path: string } | undefined>()
        expectTypeOf(output).toEqualTypeOf<boolean | undefined>()
        return ''
      },
    },
    search: fileView,
  })
})

const chart = (data: unknown) => (page: TestPage) =>
  page.server.append(session, {
    type: 'part.attached',
    message: 'm1',
    content: { kind: 'data', part: 'd1', name: 'chart', data: data as never },
  })

const dataViews = defineDataViews<Triage>({
  chart: {
    schema: v.object({ points: v.array(v.number()) }),
    Component: ({ data }) => <b>{data.points.length} points</b>,
  },
})

const broken = defineDataViews<Triage>({ chart: { Component: ({ data }) => <b>{data.points.length}</b> } })
const ofSearch = defineDataViews({ search: { Component: () => <b>drawn</b> } })

test('[K22] data is drawn with the component for its name when it fits the schema, and plainly when not', () => {
  expect(open(chart({ points: [1, 2] }), { dataViews }).screen.getByText('2 points')).toBeTruthy()
  expect(open(chart({ points: 'all' }), { dataViews }).texts('message-data')).toEqual(['pointsall'])
  expect(open(chart({ points: [1] }), {}).texts('message-data')).toHaveLength(1)
})

test('[K22] data whose component fails is drawn plainly, and the thread goes on', () => {
  const page = open(chart(null), { dataViews: broken })
  expect(page.texts('message-data')).toEqual(['null'])
  expect(page.texts('message')).toHaveLength(2)
})

test('[K22] the output of a tool is drawn with the component for the name of the tool', () => {
  expect(open(found, { dataViews: ofSearch }).screen.getByText('drawn')).toBeTruthy()
})

const body = (view: object, args: unknown, output: unknown) =>
  open(done('any', args, output), { toolViews: { any: view } }).one('tool-card-body').textContent

test('[K21] files, changes, terminals, plans and results have views of their own', () => {
  expect(body(fileView, { path: 'src/a.ts' }, 'const a = 1')).toContain('src/a.tstsCopyconst a = 1')
  expect(body(fileView, {}, ['a.ts', 'b.ts'])).toBe('a.tsb.ts')
  expect(body(diffView, { path: 'a.ts', find: 'x', replace: 'y' }, true)).toBe('a.ts- x\n+ y\n')
  expect(body(terminalView, { command: 'npm test' }, { stdout: 'ok', exitCode: 1 })).toBe(
    'npm test\nokEnded with code 1',
  )
  expect(body(planView, { steps: [{ title: 'Look', done: true }, 'Mend'] }, null)).toBe('LookMend')
  const results = [
    { title: 'One', url: 'https://a.example/x', snippet: 'About' },
    { title: 'Two', url: 'javascript:alert(1)' },
  ]
  expect(body(webResultsView, { query: 'q' }, { results })).toContain('Onea.exampleAbout')
})

test('[K19] a result whose address is not safe is no link', () => {
  const page = open(done('any', {}, [{ title: 'Two', url: 'javascript:alert(1)' }]), {
    toolViews: { any: webResultsView },
  })
  expect(page.screen.queryByRole('link', { name: 'Two' })).toBeNull()
  expect(page.screen.getByText('Two')).toBeTruthy()
})

test('[K21] what does not have the shape that a view reads is drawn as names and values', () => {
  expect(body(webResultsView, { query: 'q' }, { nothing: 1 })).toContain('nothing1')
  expect(body(planView, { note: 'x' }, null)).toContain('notex')
  expect(body(terminalView, {}, { odd: true })).toContain('oddtrue')
})

test('[H4] arguments are shown as far as they were streamed, and as they came where they are no JSON', () => {
  const page = open(
    ({ server }) =>
      server.append(
        session,
        { type: 'tool.called', call: 'c1', message: 'm1', tool: 'search' },
        { type: 'part.delta', part: 'c1', from: 0, text: '{"query":"pagi' },
      ),
    {},
  )
  expect(page.texts('tool-card-summary')).toEqual(['pagi'])
  page.server.append(
    session,
    { type: 'part.delta', part: 'c1', from: 14, text: 'nate" oops' },
    {
      type: 'tool.settled',
      call: 'c1',
      outcome: 'failed',
      error: { code: 'arguments', message: 'No JSON.' },
    },
  )
  page.go()
  expect(page.texts('tool-card-summary')).toEqual(['{"query":"paginate" oops'])
})
