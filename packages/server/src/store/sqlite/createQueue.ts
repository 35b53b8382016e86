import { StoreError } from '../Store.ts'
import { errorOf } from './failure.ts'
import type { Answer, AnswerOf, Operation, Request } from './operations.ts'

/** The database behind a queue. */
export interface Database {
  /** Does requests and gives an answer to each, in order. A rejection says that nothing can be asked any more. */
  perform(requests: readonly Request[]): Promise<readonly Answer[]>
  close(): Promise<void>
}

/** What waits for the database. */
export interface Queue {
  ask<R extends Request>(request: R): Promise<AnswerOf<R['op']>>
  /** Waits for what was asked, then closes the database. */
  close(): Promise<void>
}

interface Waiting {
  readonly request: Request
  readonly resolve: (value: AnswerOf<Operation>) => void
  readonly reject: (cause: unknown) => void
}

const closedError = (): StoreError =>
  new StoreError(
    'closed',
    'The store is closed, so nothing was done. Open it again, or ask before closing it.',
  )

/**
 * Creates the queue that clocks the commits: one array of requests is with the database, all that is asked meanwhile waits and goes as the next
 * one. There is no timer: the disk sets the pace. [S2]
 */
export function createQueue(database: Database): Queue {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null
  let closing: Promise<void> | null = null

  const answer = ({ resolve, reject }: Waiting, given: Answer | undefined): void => {
    if (given === undefined) reject(closedError())
    else if ('refusal' in given) reject(errorOf(given.refusal))
    else resolve(given.value)
  }

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const answers = await database.perform(batch.map(({ request }) => request))
        for (const [index, one] of batch.entries()) answer(one, answers[index])
      } catch (cause) {
        for (const one of batch) one.reject(cause)
      }
    }
    running = null
  }

  return {
    ask: <R extends Request>(request: R) => {
      if (closing !== null) return Promise.reject(closedError())
      return new Promise<AnswerOf<R['op']>>((resolve, reject) => {
        // The database answers an operation with that operation's answer.
        waiting.push({ request, resolve: value => resolve(value as AnswerOf<R['op']>), reject })
        // A microtask later, so that what is asked in one go is one commit.
        running ??= Promise.resolve().then(run)
      })
    },
    close: () => {
      closing ??= (running ?? Promise.resolve()).then(() => database.close())
      return closing
    },
  }
}
