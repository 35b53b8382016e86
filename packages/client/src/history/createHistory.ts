import type { Message, Settled, View } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { createCell, kept } from '../cell.ts'
import { derived } from '../derived.ts'
import type { ClientError, Problem } from '../problem.ts'
import type { Readable } from '../readable.ts'
import type { AgentMessage, SessionSnapshot, SessionStore } from '../session/SessionStore.ts'
import {
  indexed,
  noPages,
  type Pages,
  prepended,
  readPage,
  type WindowStart,
  withoutRedacted,
} from './pages.ts'

/** How much older history there is, and whether some of it is on its way. */
export interface HistoryView {
  /** Settled messages and runs of the log that come before what is held. [F7] */
  readonly older: number
  readonly status: 'idle' | 'loading' | 'failed'
  readonly error: Problem | null
}

/** A session's store with older history in front of it. */
export interface History extends Readable<HistoryView> {
  /** The same session; its view, line, messages and parts begin with what was loaded. */
  readonly store: SessionStore
  /** Loads the page before what is held; nothing while one is on its way or when there is none. A failure is a status, not a rejection. */
  loadOlder(): Promise<void>
  /** Where the window of the live view begins. */
  readonly start: Readable<WindowStart>
  /** Puts pages that somebody else has read in front of a window, the one next to it first; nothing when the live view has another window. */
  join(start: WindowStart, pages: readonly (readonly Settled[])[]): void
}

type Loading = Omit<HistoryView, 'older'>

/** Computes anew only when one of two values is another one. */
function joined<A, B, T>(compute: (a: A, b: B) => T): (a: A, b: B) => T {
  let last: { readonly a: A; readonly b: B; readonly value: T } | undefined
  return (a, b) => {
    if (last === undefined || last.a !== a || last.b !== b) last = { a, b, value: compute(a, b) }
    return last.value
  }
}

/**
 * Creates the history of a session. Pages are put in front of the window of the live view as if it had been larger from the start; a live view
 * with another window, as after a snapshot, drops them. [F7] [S3]
 */
function createHistory(client: Client, base: SessionStore): History {
  let loaded = noPages
  let state: Loading = { status: 'idle', error: null }
  let loading: Promise<void> | null = null

  const startNow = kept((): WindowStart => {
    const { settled, settledBefore } = base.getView()
    const { since } = base.redactions().getSnapshot()
    return { before: settledBefore, next: settled[0]?.[0]?.id ?? null, since }
  })

  /** The pages that lead up to the window of the live view, without what was redacted since they were read. */
  function pages(): Pages {
    if (loaded === noPages) return loaded
    const { before, next, since } = startNow()
    if (loaded.end !== before || loaded.next !== next || loaded.since !== since) loaded = noPages
    const chunks = withoutRedacted(loaded.chunks, base.redactions().getSnapshot().messages)
    if (chunks !== loaded.chunks) loaded = indexed({ ...loaded, chunks })
    return loaded
  }

  const messageOf = (id: Id | null): Message | null =>
    id === null ? null : (base.message(id).getSnapshot() ?? pages().messages.get(id) ?? null)

  const settledOf = joined((settled: View['settled'], { chunks }: Pages) => [...chunks, ...settled])
  const viewOf = joined(
    (view: View, loaded: Pages): View =>
      loaded === noPages
        ? view
        : { ...view, settled: settledOf(view.settled, loaded), settledBefore: loaded.start },
  )
  const view = (): View => viewOf(base.getView(), pages())

  const before = joined((line: readonly Id[], _: Pages): readonly Id[] => {
    const { head } = base.getView()
    const [first] = line
    const path = new Set(line)
    const older: Id[] = []
    let message = messageOf(first === undefined ? head : (messageOf(first)?.after ?? null))
    // A log that a hostile writer made may go in circles.
    while (message && !path.has(message.id)) {
      path.add(message.id)
      older.push(message.id)
      message = messageOf(message.after)
    }
    return older.reverse()
  })
  const lineOf = joined((line: readonly Id[], older: readonly Id[]) =>
    older.length === 0 ? line : [...older, ...line],
  )
  const olderLine = () => before(base.line().getSnapshot(), pages())
  // What is older than the window is settled, so that its parts stand in it.
  const messagesOf = joined((live: readonly AgentMessage[], older: readonly Id[]) =>
    older.length === 0 ? live : [...older.map(id => messageOf(id) as AgentMessage), ...live],
  )

  const historyView = joined(
    (older: number, { status, error }: Loading): HistoryView => ({ older, status, error }),
  )
  const cell = createCell(() => historyView(view().settledBefore, state))

  function set(status: Loading['status'], error: Problem | null = null): void {
    state = { status, error }
    cell.tell()
  }

  /** The pages: another window drops them, and a redaction empties what they hold. One subscription to the live store serves all who look at them. */
  let uses = 0
  let leave: (() => void) | undefined
  const live = [base.view(), base.redactions()]
  const changes = createCell(pages, change => {
    uses += change
    if (uses === 0) {
      leave?.()
      leave = undefined
    } else leave ??= derived(live, pages).subscribe(changes.tell)
  })

  /** Follows both the live store and the pages in front of it. */
  function both<T>(live: Readable<unknown>, getSnapshot: () => T): Readable<T> {
    return {
      getSnapshot,
      subscribe(listener) {
        const leaves = [live.subscribe(listener), changes.subscribe(listener)]
        return () => {
          for (const leave of leaves) leave()
        }
      },
    }
  }

  function part(id: Id) {
    const live = base.part(id)
    return both(live, () => live.getSnapshot() ?? pages().parts.get(id) ?? null)
  }

  const readables = {
    view: both(base.view(), view),
    line: both(base.line(), () => lineOf(base.line().getSnapshot(), olderLine())),
    messages: both(base.messages(), () => messagesOf(base.messages().getSnapshot(), olderLine())),
  }

  const start = derived(live, startNow)

  function take(next: Pages): void {
    loaded = next
    changes.tell()
    cell.tell()
  }

  async function load(): Promise<void> {
    const window = startNow()
    const { settledBefore } = view()
    try {
      const entries = await readPage(
        client,
        base.ref,
        settledBefore,
        base.getView().settledBefore - settledBefore,
      )
      const isSame = startNow() === window && view().settledBefore === settledBefore
      if (isSame) take(prepended(pages(), entries, window))
      set('idle')
    } catch (cause) {
      const { code, message } = cause as ClientError
      set('failed', { code, message })
    }
  }

  const snapshotOf = joined((live: SessionSnapshot, view: View): SessionSnapshot => ({ ...live, view }))

  return {
    store: {
      ...base,
      getSnapshot: () => snapshotOf(base.getSnapshot(), view()),
      getView: view,
      view: () => readables.view,
      line: () => readables.line,
      messages: () => readables.messages,
      message: id => both(base.message(id), () => messageOf(id)),
      part,
    },
    getSnapshot: cell.getSnapshot,
    subscribe: derived([base.view(), changes, cell], cell.getSnapshot).subscribe,
    start,
    join(window, read) {
      const known = pages()
      if (window.next === null || startNow() !== window) return
      const isHeld =
        known.chunks.length === read.length && read.every((page, at) => known.chunks.at(-1 - at) === page)
      if (!isHeld) take(read.reduce((pages, page) => prepended(pages, page, window), noPages))
    },
    loadOlder() {
      if (loading === null && view().settledBefore > 0) {
        set('loading')
        loading = load().finally(() => {
          loading = null
        })
      }
      return loading ?? Promise.resolve()
    },
  }
}

const histories = new WeakMap<SessionStore, History>()

/** The history of a session, the same for the same client and session while anything uses it. */
export function historyOf(client: Client, ref: SessionRef): History {
  const store = client.session(ref)
  const known = histories.get(store) ?? createHistory(client, store)
  histories.set(store, known).set(known.store, known)
  return known
}

/** Makes a client whose store of one session begins with what its history loaded. */
export function withHistory(client: Client, ref: SessionRef): Client {
  const { store } = historyOf(client, ref)
  return {
    ...client,
    session: other => (other.agent === ref.agent && other.id === ref.id ? store : client.session(other)),
  }
}
