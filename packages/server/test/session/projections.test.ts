import { VIEW_REVISION } from '@sluice/protocol'
import { rebuildProjections, type Store } from '@sluice/server'
import { randomLog } from '@sluice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHarness, localKey } from '../support/createHarness.ts'
import { append, command, delta, local, opening, say } from '../support/events.ts'

async function tablesOf(store: Store) {
  return {
    rows: await store.directory('local', {}),
    pages: await store.page(localKey(), null, 100_000),
    approvals: await store.approvals('local', 100_000),
    wakes: await store.wakes(),
  }
}

async function rebuild(store: Store): Promise<void> {
  const rebuilt = await rebuildProjections(store, localKey())
  if (rebuilt !== null) await store.replaceProjections(localKey(), rebuilt.head, rebuilt.projections)
}

test('[S9] Directory row, pages, approvals and wakes are what a rebuild from the log makes, however it was appended', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 120 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
      async (tape, sizes) => {
        const { store, session } = createHarness()
        const handle = await session()
        const events = randomLog(tape, 150).envelopes.map(({ event }) => event) as Parameters<
          typeof append
        >[1][]
        for (let from = 0, turn = 0; from < events.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          await append(handle, ...events.slice(from, from + size))
          from += size
        }
        const written = await tablesOf(store)
        await rebuild(store)
        expect(await tablesOf(store)).toEqual(written)
        expect(written.rows.length).toBe(1)
      },
    ),
    { numRuns: 40 },
  )
})

test('[S9] A rebuilt command is known, though its body is not', async () => {
  const { hub, store } = createHarness()
  const answer = await command(hub, 'c1', say('hello'))
  const rebuilt = await rebuildProjections(store, localKey())
  expect(rebuilt?.projections.commands).toEqual([
    { principal: local.id, commandId: 'c1', bodyHash: '', offset: answer.ok ? answer.offset : null },
  ])
})

test('[S9] A session without a reader or an open run is let go, one with an open run is kept', async () => {
  const { hub, store, session, clock } = createHarness()
  const handle = await session()
  await append(handle, ...opening, delta(0, 'x'))
  handle.release()
  clock.advance(60_000)
  const kept = await session()
  expect(kept.view()).toBe(handle.view())

  await append(kept, { type: 'run.settled', run: 'r1', outcome: 'completed' })
  kept.release()
  clock.advance(60_000)
  const opened = await session()
  expect(opened.view()).not.toBe(kept.view())
  expect(opened.view()).toEqual(kept.view())
  expect(await store.getSnapshot(localKey(), VIEW_REVISION, null)).toMatchObject({
    offset: kept.view().offset,
  })
  expect(hub.limits.lingerMs).toBeLessThan(60_000)
})

test('[S9] A session is woken for its next timer, and at once for an open fiber', async () => {
  const { store, session, clock } = createHarness()
  const handle = await session()
  const now = clock.now()
  const wakes = async () => (await store.wakes()).map(({ at }) => at - now)
  await append(handle, ...opening, { type: 'timer.scheduled', timer: 't1', at: now + 90, name: 'remind' })
  expect(await wakes()).toEqual([90])
  await append(handle, { type: 'timer.scheduled', timer: 't2', at: now + 50, name: 'remind' })
  expect(await wakes()).toEqual([50])
  await append(handle, { type: 'fiber.started', fiber: 'f1', name: 'import' })
  await append(handle, { type: 'fiber.stashed', fiber: 'f1', snapshot: { json: 1 } })
  expect(await wakes()).toEqual([0])
  await append(handle, { type: 'fiber.settled', fiber: 'f1', outcome: 'completed' })
  await append(handle, { type: 'timer.fired', timer: 't2', at: now + 200 })
  expect(await wakes()).toEqual([90])
  await append(handle, { type: 'timer.cancelled', timer: 't1' }, { type: 'timer.fired', timer: 't2' })
  expect(await wakes()).toEqual([])
})
