import { type Append, StoreError } from '../Store.ts'
import { createTextBox } from './createTextBox.ts'
import { encodeAppend } from './encode.ts'
import { errorOf } from './failure.ts'
import type { Answer, AnswerOf, Batch, Cell, Operation, Request, Texts } from './operations.ts'

/** The database behind a queue. */
export interface Database {
  /**
   * Does requests and gives an answer to each, in order, and the memory of their texts for another time. A rejection says that nothing can be asked any
   * more.
   */
  perform(batch: Batch): Promise<{ readonly answers: readonly Answer[]; readonly texts: Texts }>
  close(): Promise<void>
}

/** What waits for the database. */
export interface Queue {
  append(append: Append): Promise<void>
  ask<R extends Request>(request: R): Promise<AnswerOf<R['op']>>
  /** Waits for what was asked, then closes the database. */
  close(): Promise<void>
}

interface Waiting {
  readonly request: Request | number
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
  const texts = createTextBox()
  let waiting: Waiting[] = []
  /** Of the appends among what waits. */
  let cells: Cell[] = []
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
        const requests = batch.map(({ request }) => request)
        const given = { requests, cells, texts: texts.take() }
        cells = []
        const { answers, texts: read } = await database.perform(given)
        texts.giveBack(read)
        for (const [index, one] of batch.entries()) answer(one, answers[index])
      } catch (cause) {
        for (const one of batch) one.reject(cause)
      }
    }
    running = null
  }

  const wait = (one: Waiting): void => {
    waiting.push(one)
    // A microtask later, so that what is asked in one go is one commit.
    running ??= Promise.resolve().then(run)
  }

  return {
    append: append => {
      if (closing !== null) return Promise.reject(closedError())
      return new Promise((resolve, reject) => {
        wait({ request: encodeAppend(append, cells, texts), resolve: () => resolve(), reject })
      })
    },
    ask: <R extends Request>(request: R) => {
      if (closing !== null) return Promise.reject(closedError())
      return new Promise<AnswerOf<R['op']>>((resolve, reject) => {
        // The database answers an operation with that operation's answer.
        wait({ request, resolve: value => resolve(value as AnswerOf<R['op']>), reject })
      })
    },
    close: () => {
      closing ??= (running ?? Promise.resolve()).then(() => database.close())
      return closing
    },
  }
}
