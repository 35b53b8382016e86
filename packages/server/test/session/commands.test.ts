import type { Command } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createHarness } from '../support/createHarness.ts'
import { append, command, local, opening, ref, say } from '../support/events.ts'
import { quiet } from '../support/until.ts'

test('[W5] A command sent a hundred times at once has one effect and one answer', async () => {
  const { hub, session } = createHarness()
  const answers = await Promise.all(Array.from({ length: 100 }, () => command(hub, 'c1', say('hello'))))
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ ok: true })
  const handle = await session()
  expect(handle.view().totals.messages).toBe(1)
})

test('[W5] A command is known again after a restart, with its keys in another order', async () => {
  const harness = createHarness()
  const body: Command = { type: 'session.create', title: 'One', data: { a: 1, b: [2, { c: 3, d: 4 }] } }
  const first = await command(harness.hub, 'c1', body)
  const again = await harness.restart()
  const shuffled = { data: { b: [2, { d: 4, c: 3 }], a: 1 }, title: 'One', type: 'session.create' } as Command
  expect(await command(again.hub, 'c1', shuffled)).toEqual(first)
})

test('[W5] The same id with another body is a conflict, in flight and after', async () => {
  const { hub, faults } = createHarness()
  faults.hold()
  const first = command(hub, 'c1', say('hello'))
  const other = command(hub, 'c1', say('goodbye'))
  faults.release()
  expect(await first).toMatchObject({ ok: true })
  expect(await other).toMatchObject({ ok: false, code: 'command-conflict' })
  expect(await command(hub, 'c1', say('goodbye'))).toMatchObject({ ok: false, code: 'command-conflict' })
  expect(await command(hub, 'c1', say('hello'))).toEqual(await first)
})

test('[W5] A command that was done is answered as the first time, also while its id comes with another body', async () => {
  const { hub } = createHarness()
  const first = await command(hub, 'c1', say('hello'))
  const answers = await Promise.all([command(hub, 'c1', say('goodbye')), command(hub, 'c1', say('hello'))])
  expect(answers).toMatchObject([{ ok: false, code: 'command-conflict' }, first])
})

test('[W5] A refusal is not kept: the same command may succeed later', async () => {
  const { hub, session } = createHarness()
  const stop: Command = { type: 'approval.decide', approval: 'a1', decision: 'approved' }
  expect(await command(hub, 'c1', stop)).toMatchObject({ ok: false, code: 'not-open' })
  const handle = await session()
  await append(handle, ...opening, {
    type: 'approval.requested',
    approval: 'a1',
    run: 'r1',
    question: 'May I?',
  })
  expect(await command(hub, 'c1', stop)).toMatchObject({ ok: true })
})

test('[W5] A command that has nothing left to do is accepted where the log stands', async () => {
  const { hub, session } = createHarness()
  const handle = await session()
  await append(handle, ...opening, { type: 'run.settled', run: 'r1', outcome: 'completed' })
  const head = handle.view().offset
  expect(await command(hub, 'late', { type: 'run.stop', run: 'r1' })).toEqual({ ok: true, offset: head })
  expect(handle.view().offset).toBe(head)
})

test('[E4] The ids of what a command creates come from the principal and the command', async () => {
  const [one, other] = [createHarness(), createHarness()]
  const bob = { ...local, id: 'bob' }
  await command(one.hub, 'c1', say('hello'))
  await command(other.hub, 'c1', say('hello'))
  const views = await Promise.all([one.session(), other.session()])
  expect(views[0]?.view().head).toBe(views[1]?.view().head)
  expect(views[0]?.view().head).toMatch(/^[A-Za-z0-9_-]{22}$/)

  await other.hub.command(bob, { ...ref, id: 'b' }, 'c1', say('hello'))
  const bobs = await other.session('b')
  expect(bobs.view().head).not.toBe(views[0]?.view().head)
})

test('[F8] Commands of a session are decided one at a time, in the order in which they came', async () => {
  const { hub, faults, session } = createHarness()
  faults.hold()
  const answers = [1, 2, 3, 4].map(number => command(hub, `c${number}`, say(`message ${number}`)))
  await quiet()
  faults.release()
  await Promise.all(answers)
  const handle = await session()
  expect(handle.view().totals.messages).toBe(1)
  expect(handle.view().open.queue.map(item => item.commandId)).toEqual(['c2', 'c3', 'c4'])
})

test('[W3] A command is answered storage-failed when the disk fails, and can be sent again', async () => {
  const { hub, faults } = createHarness()
  faults.failAppends(1)
  expect(await command(hub, 'c1', say('hello'))).toMatchObject({ ok: false, code: 'storage-failed' })
  await quiet()
  expect(await command(hub, 'c1', say('hello'))).toMatchObject({ ok: true })
})
