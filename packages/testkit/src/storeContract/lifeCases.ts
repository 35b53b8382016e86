import type { Envelope } from '@sluice/protocol'
import fc from 'fast-check'
import { appendOf, at, contractCase, fill, key, note, nothingElse, readAll, row } from './builders.ts'
import { expectEqual, expectRefusal } from './expect.ts'
import type { StoreUnderTest } from './types.ts'

/** One append of the law below: to which session, how many events, and whether it follows the head as its writer knows it. */
interface Step {
  readonly session: number
  readonly events: number
  readonly gap: number
  readonly isStale: boolean
}

const step = fc.record<Step>({
  session: fc.nat(2),
  events: fc.integer({ min: 1, max: 5 }),
  gap: fc.integer({ min: 1, max: 1000 }),
  isStale: fc.boolean(),
})

/** Asks for all appends at once, and gives what each log must hold then, and which appends must be refused. */
function plan(steps: readonly Step[], run: number) {
  const logs: Envelope[][] = [[], [], []]
  const appends = steps.map(({ session, events, gap, isStale }, index) => {
    const log = logs[session] ?? []
    const head = log.at(-1)?.offset ?? null
    const sequence = head === null ? 0 : Number(head.slice(0, 16))
    const mark = String(index).padStart(8, 'm')
    const envelopes = Array.from({ length: events }, (_, event) =>
      note(at(sequence + (event + 1) * gap, mark), `${index}.${event}`),
    )
    const after = isStale ? at(sequence + 1, 'stale000') : head
    if (!isStale) log.push(...envelopes)
    const id = `run-${run}-${session}`
    return { isStale, append: { key: { ...key, id }, after, envelopes, projections: nothingElse } }
  })
  return { logs, appends }
}

async function checkLaw(store: StoreUnderTest, steps: readonly Step[], run: number): Promise<void> {
  const { logs, appends } = plan(steps, run)
  const outcomes = await Promise.allSettled(appends.map(({ append }) => store.append(append)))
  expectEqual(
    outcomes.map(outcome => outcome.status),
    appends.map(({ isStale }) => (isStale ? 'rejected' : 'fulfilled')),
  )
  for (const [session, log] of logs.entries()) {
    const from = { ...key, id: `run-${run}-${session}` }
    expectEqual(await readAll(store, from, null, 1 + steps.length * 50), log)
    expectEqual(await store.head(from), log.at(-1)?.offset ?? null)
    for (const { offset } of log) expectEqual(await store.holds(from, offset), true)
  }
}

/** What a store must do until its end. */
export const lifeCases = [
  contractCase('[S2] However appends are mixed, each log is what was accepted, in order', async store => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async steps => {
        run += 1
        await checkLaw(store, steps, run)
      }),
      { numRuns: 25 },
    )
  }),

  contractCase(
    '[S2] Closing finishes what was asked for, and what is asked later is refused',
    async store => {
      const appended = store.append(appendOf(1))
      const head = store.head(key)
      const closed = store.close()
      await expectRefusal(store.append(appendOf(2)), 'closed')
      await expectRefusal(store.head(key), 'closed')
      await Promise.all([appended, closed, store.close()])
      expectEqual(await head, at(1))
    },
  ),
]

/** What a store that keeps its content must do when it is opened again. */
export const reopenCases = [
  contractCase(
    '[S1] What was acknowledged is there when the store is opened again',
    async (store, reopen) => {
      if (reopen === null) throw new Error('A store that cannot be opened again does not have to pass this.')
      const record = { principal: 'ann', commandId: 'command-1', bodyHash: '', offset: at(1) }
      const running = row('first', { status: 'running' })
      await store.append(
        appendOf(1, { projections: { ...nothingElse, directory: running, commands: [record] } }),
      )
      await store.putSnapshot(key, { offset: at(1), viewRevision: 1, json: '{}' })
      await fill(store, 5, { ...key, id: 'other' })
      await store.close()
      const again = await reopen()
      try {
        expectEqual(await readAll(again), [note(at(1))])
        expectEqual((await readAll(again, { ...key, id: 'other' })).length, 5)
        expectEqual(await again.command(key, 'ann', 'command-1'), record)
        expectEqual(await again.directory(key.tenant, {}), [running])
        expectEqual(await again.unsettled(), [key])
        expectEqual((await again.getSnapshot(key, 1, null))?.offset, at(1))
        await again.append(appendOf(2))
        expectEqual(await again.head(key), at(2))
      } finally {
        await again.close()
      }
    },
  ),
]
