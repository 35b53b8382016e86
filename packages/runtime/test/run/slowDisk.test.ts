import { createScriptedHarness, type Harness } from '@sluice/runtime'
import { createMemoryStore, type Store } from '@sluice/server'
import { expect, test } from 'vitest'
import { createTestHost } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

test('[R4 R8] a run that begins while the disk is slow is given the message that it answers', async () => {
  const inner = createMemoryStore()
  const renamed = createHold()
  const stopped = createHold()
  const store: Store = {
    ...inner,
    append: async append => {
      const types = append.envelopes.map(({ event }) => event.type)
      if (types.includes('session.titled')) await renamed.wait()
      if (types.includes('run.settled') && types.includes('run.started')) await stopped.wait()
      return inner.append(append)
    },
  }
  const asked: string[] = []
  const first = createHold()
  const never = createHold()
  const scripted = createScriptedHarness({ script: () => [{ text: 'Yes.' }] })
  const harness: Harness = {
    ...scripted,
    step: async function* (request) {
      const last = request.turns.at(-1)
      asked.push(last?.role === 'user' ? last.text : '')
      if (asked.length > 1) return yield* scripted.step(request)
      first.release()
      await never.wait()
    },
  }
  const { send, command, until, settled, problems } = await createTestHost({ harness, store })
  await send('One')
  await first.wait()
  await send('Two')
  const [run = ''] = Object.keys((await until(view => view.open.queue.length === 1)).open.runs)
  const titled = command({ type: 'session.rename', title: 'Slow' })
  await renamed.reached
  const stop = command({ type: 'run.stop', run })
  await stopped.reached
  // The commit before the stop tells the worker that the run is over, which is not on the disk yet.
  renamed.release()
  await titled
  stopped.release()
  await stop
  await settled()
  never.release()
  expect(asked).toEqual(['One', 'Two'])
  expect(problems).toEqual([])
})
