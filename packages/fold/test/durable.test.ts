import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'

const created = () => {
  const log = createLog()
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann' })
  return log
}

test('[R11] an open fiber holds what it stashed last, and how often it was taken up', () => {
  const log = created()
  log.append(
    { type: 'fiber.started', fiber: 'f1', name: 'import', key: 'all', data: { json: { from: 1 } } },
    { type: 'fiber.stashed', fiber: 'f1', snapshot: { json: 1 } },
    { type: 'fiber.stashed', fiber: 'f1', snapshot: { json: 2 } },
    { type: 'fiber.recovered', fiber: 'f1', attempt: 1, reason: 'The process ended.' },
  )
  expect(log.view.open.fibers).toEqual({
    f1: {
      id: 'f1',
      name: 'import',
      run: null,
      timer: null,
      key: 'all',
      data: { json: { from: 1 } },
      snapshot: { json: 2 },
      recoveries: 1,
      startedAt: 1001,
    },
  })
  log.append({ type: 'fiber.settled', fiber: 'f1', outcome: 'completed', output: { json: 'done' } })
  expect(log.view.open.fibers).toEqual({})
})

test('[R11] a fiber of a run is closed with it, one of the session is not', () => {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'hi' }] })
  const run = 'command1-run'
  log.append(
    { type: 'fiber.started', fiber: 'f1', name: 'watch', run },
    { type: 'fiber.started', fiber: 'f2', name: 'import' },
    { type: 'run.settled', run, outcome: 'stopped' },
  )
  expect(Object.keys(log.view.open.fibers)).toEqual(['f2'])
  expect(() => log.append({ type: 'fiber.started', fiber: 'f3', name: 'watch', run })).toThrow('impossible')
})

test('[R11] a timer that fires is over, or set anew for its next time', () => {
  const log = created()
  log.append(
    { type: 'timer.scheduled', timer: 't1', at: 5000, name: 'remind' },
    { type: 'timer.scheduled', timer: 't2', at: 6000, name: 'sweep', cron: '* * * * *', zone: 'Asia/Tokyo' },
    { type: 'timer.fired', timer: 't1' },
    { type: 'timer.fired', timer: 't2', at: 66_000 },
  )
  expect(log.view.open.timers).toEqual({
    t2: {
      id: 't2',
      name: 'sweep',
      at: 66_000,
      key: null,
      data: null,
      fiber: null,
      cron: '* * * * *',
      zone: 'Asia/Tokyo',
    },
  })
  log.append({ type: 'timer.cancelled', timer: 't2' })
  expect(log.view.open.timers).toEqual({})
})

test('[E9] what has settled cannot be stashed, fired or settled again', () => {
  for (const event of [
    { type: 'fiber.stashed', fiber: 'f1', snapshot: { json: 1 } },
    { type: 'fiber.recovered', fiber: 'f1', attempt: 1, reason: '' },
    { type: 'fiber.settled', fiber: 'f1', outcome: 'completed' },
    { type: 'timer.fired', timer: 't1' },
    { type: 'timer.fired', timer: 't1', at: 9000 },
    { type: 'timer.cancelled', timer: 't1' },
  ] as const) {
    const log = created()
    log.append(
      { type: 'fiber.started', fiber: 'f1', name: 'import' },
      { type: 'fiber.settled', fiber: 'f1', outcome: 'cancelled' },
      { type: 'timer.scheduled', timer: 't1', at: 5000, name: 'remind' },
      { type: 'timer.cancelled', timer: 't1' },
    )
    expect(() => log.append(event)).toThrow('is not one of the open')
  }
})
