import type { Message, Settled, View } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { createCell } from '../cell.ts'
import type { ClientError, Problem } from '../problem.ts'
import type { Readable } from '../readable.ts'
import type { AgentMessage, SessionSnapshot, SessionStore } from '../session/SessionStore.ts'
import { noPages, type Pages, prepended, readPage } from './pages.ts'

/** How much older history there is, and whether some of it is on its way. */
export interface HistoryView {
  /** Settled messages and runs of the log that come before what is held. [F7] */
  readonly older: number
  readonly status: 'idle' | 'loading' | 'failed'
  readonly error: Problem | null
}

/** Where a window begins: what it leaves out, and the id of the first that it holds. Pages in front of another window do not fit. */
export interface WindowStart {
  readonly before: number
  readonly next: Id | null
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

  /** The pages that lead up to the window of the live view. */
  function pages(): Pages {
    const { settled, settledBefore } = base.getView()
    const isJoined = loaded.end === settledBefore && loaded.next === settled[0]?.[0]?.id
    if (loaded !== noPages && !isJoined) loaded = noPages
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

  /** Follows both the live store and the pages in front of it. */
  function both<T>(live: Readable<unknown>, getSnapshot: () => T): Readable<T> {
    return {
      getSnapshot,
      subscribe(listener) {
        const leaves = [live.subscribe(listener), cell.subscribe(listener)]
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

  const startOf = joined((before: number, next: Id | null): WindowStart => ({ before, next }))
  const start = both(base.view(), () => {
    const { settled, settledBefore } = base.getView()
    return startOf(settledBefore, settled[0]?.[0]?.id ?? null)
  })

  async function load(): Promise<void> {
    const { settledBefore } = view()
    const next = view().settled[0]?.[0]?.id
    try {
      const entries = await readPage(
        client,
        base.ref,
        settledBefore,
        base.getView().settledBefore - settledBefore,
      )
      const isSame = view().settledBefore === settledBefore && view().settled[0]?.[0]?.id === next
      if (isSame && next !== undefined) loaded = prepended(pages(), entries, { before: settledBefore, next })
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
    subscribe: both(base.view(), cell.getSnapshot).subscribe,
    start,
    join({ before, next }, read) {
      const known = pages()
      if (next === null || start.getSnapshot() !== startOf(before, next)) return
      const isHeld =
        known.chunks.length === read.length && read.every((page, at) => known.chunks.at(-1 - at) === page)
      if (isHeld) return
      loaded = read.reduce(
        (pages, page) => prepended(pages, page, { before: pages === noPages ? before : pages.start, next }),
        noPages,
      )
      cell.tell()
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
