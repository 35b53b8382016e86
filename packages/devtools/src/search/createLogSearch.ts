import type { Readable } from '@sluice/client'
import type { Envelope } from '@sluice/protocol'
import type { PageWorker, startWorker } from '../edge/startWorker.ts'

/** What was found of the text that was asked for last and answered. */
export interface Found {
  /** In lower case; empty before the first answer. */
  readonly text: string
  /** How many events were looked at. */
  readonly to: number
  /** Shared by all snapshots of one text, and growing. */
  readonly positions: ReadonlySet<number>
}

/** The search of one log, beside the page. */
export interface LogSearch extends Readable<Found> {
  /** Looks for a text in the first `count` events, and gives up what was looked for before. */
  want(text: string, count: number): void
  stop(): void
}

/** Events that are handed over at once: the page copies them, which takes about 3 ms. */
const PIECE = 2_000

const nothing: Found = { text: '', to: 0, positions: new Set() }

/**
 * Makes the search of a log that only grows, in a worker. What was found stays until there is an answer for the next text; a text that was not answered when
 * another one is wanted is not looked for. Null where there are no workers; `onFailed` is called when one cannot run. [D4]
 */
export function createLogSearch(
  envelopes: readonly Envelope[],
  start: typeof startWorker,
  yieldToPage: (run: () => void) => () => void,
  onFailed: () => void,
): LogSearch | null {
  const listeners = new Set<() => void>()
  let found = nothing
  let positions = new Set<number>()
  let wanted = { text: '', count: 0 }
  let sent = 0
  /** The text that the worker looks for, and up to where. */
  let asked = { text: '', to: 0 }
  let isBusy = false
  let cancel: () => void = () => undefined

  const worker: PageWorker | null = start(answer => {
    if (answer.type !== 'found') return
    isBusy = false
    if (answer.text === wanted.text) {
      if (answer.from === 0) positions = new Set()
      for (const position of answer.positions) positions.add(position)
      found = { text: answer.text, to: answer.to, positions }
      for (const listener of listeners) listener()
    }
    goOn()
  }, onFailed)
  if (worker === null) return null
  const { send, stop } = worker

  function goOn(): void {
    cancel()
    if (isBusy || wanted.text === '') return
    if (sent < wanted.count) {
      const to = Math.min(wanted.count, sent + PIECE)
      send({ type: 'add', envelopes: envelopes.slice(sent, to) })
      sent = to
      cancel = yieldToPage(goOn)
      return
    }
    if (asked.text === wanted.text && asked.to >= wanted.count) return
    const from = found.text === wanted.text ? found.to : 0
    asked = { text: wanted.text, to: sent }
    isBusy = true
    send({ type: 'find', text: wanted.text, from })
  }

  return {
    getSnapshot: () => found,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    want: (text, count) => {
      if (text === wanted.text && count === wanted.count) return
      wanted = { text, count }
      goOn()
    },
    stop: () => {
      cancel()
      stop()
    },
  }
}
