import { expect, test } from 'vitest'
import { StoreError } from '../../src/index.ts'
import { createQueue, type Database } from '../../src/store/sqlite/createQueue.ts'
import type { Answer, Batch, Request } from '../../src/store/sqlite/operations.ts'

const heads = (keys: readonly string[]): Request[] => keys.map(key => ({ op: 'head', key }))

/** A database whose answers the test gives, and the arrays of requests it was given. */
function openHeld() {
  const given: Batch['requests'][] = []
  const answers: { resolve(answers: readonly Answer[]): void; reject(cause: unknown): void }[] = []
  let isClosed = false
  const database: Database = {
    perform: ({ requests, texts }) => {
      given.push(requests)
      return new Promise((resolve, reject) =>
        answers.push({ resolve: given => resolve({ answers: given, texts }), reject }),
      )
    },
    close: async () => {
      isClosed = true
    },
  }
  const queue = createQueue(database)
  return {
    queue,
    given,
    isClosed: () => isClosed,
    ask: (keys: readonly string[]) => heads(keys).map(request => queue.ask(request)),
    answer: (...values: (readonly [number, string])[]) =>
      answers.shift()?.resolve(values.map(value => ({ value }))),
    fail: (cause: unknown) => answers.shift()?.reject(cause),
  }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('[S2] One commit is under way at a time, and the next takes all that waits', async () => {
  const { ask, given, answer } = openHeld()
  const first = ask(['a'])
  await turn()
  const waiting = [...ask(['b', 'c']), ...ask(['d'])]
  await turn()
  expect(given).toEqual([heads(['a'])])
  answer([1, 'aaaaaaaa'])
  expect(await Promise.all(first)).toEqual([[1, 'aaaaaaaa']])
  await turn()
  expect(given).toEqual([heads(['a']), heads(['b', 'c', 'd'])])
  answer([2, 'b'], [3, 'c'], [4, 'd'])
  expect(await Promise.all(waiting)).toEqual([
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ])
})

test('[S2] What is asked for in one go is one commit', async () => {
  const { ask, given, answer } = openHeld()
  const asked = ask(['a', 'b', 'c'])
  await turn()
  expect(given).toEqual([heads(['a', 'b', 'c'])])
  answer([1, 'a'], [1, 'b'], [1, 'c'])
  await Promise.all(asked)
})

test('[S2] When the database is gone, whoever waits is told, and whoever asks later', async () => {
  const { ask, queue, fail } = openHeld()
  const asked = Promise.allSettled(ask(['a']))
  await turn()
  const cause = new StoreError('failed', 'The storage thread has ended.')
  fail(cause)
  expect(await asked).toEqual([{ status: 'rejected', reason: cause }])
  const later = queue.ask({ op: 'head', key: 'b' })
  await turn()
  fail(cause)
  await expect(later).rejects.toBe(cause)
})

test('[S2] The database is closed when all that was asked for is answered', async () => {
  const { ask, queue, answer, isClosed } = openHeld()
  const asked = ask(['a'])
  const closed = queue.close()
  await turn()
  expect(isClosed()).toBe(false)
  answer([1, 'a'])
  await Promise.all([...asked, closed])
  expect(isClosed()).toBe(true)
  await expect(queue.ask({ op: 'head', key: 'b' })).rejects.toMatchObject({ code: 'closed' })
})
