import { noUsage } from '@sluice/fold'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'

const used = { ...noUsage, inputTokens: 10, outputTokens: 3, cost: 0.5 }

/** A run with a running call `c1` that has opened `child1`. */
function opening() {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hi' }] })
  const run = 'command1-run'
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'delegate' },
    { type: 'tool.ready', call: 'c1', arguments: {} },
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'subsession.opened', subsession: 'child1', agent: 'reader', call: 'c1', depth: 1 },
  )
  return { log, run }
}

test('[R9] a call shows its children, which are open until they have settled', () => {
  const { log } = opening()
  expect(log.view.open.subsessions).toEqual({
    child1: { id: 'child1', agent: 'reader', call: 'c1', depth: 1, openedAt: log.view.at },
  })
  expect(log.view.open.parts.c1).toMatchObject({
    status: 'running',
    subsessions: [{ agent: 'reader', id: 'child1' }],
  })
  log.append({ type: 'subsession.settled', subsession: 'child1', outcome: 'completed', usage: used })
  expect(log.view.open.subsessions).toEqual({})
  expect(log.view.open.parts.c1).toMatchObject({ status: 'ready', subsessions: [{ id: 'child1' }] })
  log.append({ type: 'tool.started', call: 'c1', attempt: 1 })
  expect(log.view.open.parts.c1).toMatchObject({ status: 'running', attempt: 1 })
})

test('[R9][E9] a child is opened once and settled once', () => {
  const { log } = opening()
  const opened = {
    type: 'subsession.opened',
    subsession: 'child1',
    agent: 'reader',
    call: 'c1',
    depth: 1,
  } as const
  expect(() => log.append(opened)).toThrow('impossible')
  expect(() => log.append({ ...opened, subsession: 'child2', call: 'c9' })).toThrow('impossible')
  const settled = {
    type: 'subsession.settled',
    subsession: 'child1',
    outcome: 'failed',
    usage: used,
  } as const
  log.append(settled)
  expect(() => log.append(settled)).toThrow('impossible')
  expect(() => log.append(opened)).toThrow('impossible')
})

test('[R9] what a child used is counted once and by itself, also after its run is over', () => {
  const { log, run } = opening()
  log.append({ type: 'run.settled', run, outcome: 'stopped' })
  expect(Object.keys(log.view.open.subsessions)).toEqual(['child1'])
  log.append({ type: 'subsession.settled', subsession: 'child1', outcome: 'stopped', usage: used })
  expect(log.view.totals).toMatchObject({ usage: noUsage, subsessions: used })
})
