import { Worker } from 'node:worker_threads'
import { type Store, StoreError } from '../Store.ts'
import { createQueue } from './createQueue.ts'
import { createStore } from './createStore.ts'
import { errorOf } from './failure.ts'
import type { Answer, Batch, Refusal, Texts } from './operations.ts'

/** What the thread is sent. */
export type ToThread = Batch | 'close'

/** The answers to the requests of a batch, and its texts back. */
export interface Answered {
  readonly answers: readonly Answer[]
  readonly texts: Texts
}

/** What the thread sends: first whether it is open, then an answer to each message. */
export type FromThread = 'open' | { readonly refusal: Refusal } | Answered | 'closed'

/** Where a SQLite store keeps its files. */
export interface SqliteStoreOptions {
  /** Is made when it is not there. Belongs to one process: see `lockDirectory`. */
  readonly directory: string
}

/** A module of this package is TypeScript when it runs from its source, and JavaScript when it was built. */
const threadModule = new URL(
  `./edge/worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
)

function lost(cause: unknown): StoreError {
  return new StoreError(
    'failed',
    'The storage thread has ended, so nothing can be read or written any more. What was acknowledged is on disk: start the server again.',
    { cause },
  )
}

/**
 * Opens the store that keeps its logs in SQLite: WAL, `synchronous=FULL`, in a thread of its own, so that a slow disk delays commits and nothing
 * else. One commit is under way at a time and takes with it all that was asked for meanwhile. Rejects with `damaged` when the files are not, or not
 * whole, what a Sluice of this version wrote. [S1] [S2]
 *
 * @example const store = await openSqliteStore({ directory: '.sluice' })
 */
export async function openSqliteStore({ directory }: SqliteStoreOptions): Promise<Store> {
  // Of Node's options the thread needs those by which it finds its packages where this process found them.
  const execArgv = process.execArgv.filter(option => option.startsWith('--conditions='))
  const worker = new Worker(threadModule, { workerData: directory, execArgv })
  let end: StoreError | null = null
  let answered: { resolve(message: FromThread): void; reject(cause: StoreError): void } | null = null

  const fail = (cause: unknown): void => {
    end ??= lost(cause)
    answered?.reject(end)
    answered = null
  }
  worker.on('error', fail)
  worker.on('exit', fail)
  worker.on('message', (message: FromThread) => {
    answered?.resolve(message)
    answered = null
  })

  const next = (): Promise<FromThread> =>
    new Promise((resolve, reject) => {
      if (end !== null) reject(end)
      else answered = { resolve, reject }
    })

  const ask = async (message: ToThread): Promise<FromThread> => {
    const answer = next()
    // A process lives on for what it has asked, not for a store that nobody asks.
    worker.ref()
    worker.postMessage(message, message === 'close' ? [] : [message.texts.buffer])
    try {
      return await answer
    } finally {
      worker.unref()
    }
  }

  const opened = await next()
  worker.unref()
  if (typeof opened === 'object' && 'refusal' in opened) throw errorOf(opened.refusal)

  return createStore(
    createQueue({
      perform: async batch => (await ask(batch)) as Answered,
      close: async () => {
        await ask('close')
      },
    }),
  )
}
