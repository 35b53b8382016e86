import { emptyView, type View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { kept } from '../cell.ts'
import { ClientError } from '../problem.ts'
import type { Readable } from '../readable.ts'
import { createViewStore } from '../session/createViewStore.ts'
import type { Redactions, SessionStatus, SessionStore } from '../session/SessionStore.ts'

const replayed: SessionStatus = { phase: 'live', writer: true, error: null, staleSince: null }
const nothing: readonly never[] = []
const noRedactions: Redactions = { since: null, messages: new Set() }

/** The first settled thing that a view holds. */
const startOf = ({ settled }: View) => settled[0]?.[0]?.id

/**
 * Makes a store of views that somebody else folds: a session as it was at an offset, which may move both ways. It reads only; what is sent is
 * refused. `getStatus` is looked at whenever the source tells of a change. [C9]
 */
export function createReplayStore(
  ref: SessionRef,
  source: Readable<View>,
  getStatus = (): SessionStatus => replayed,
): SessionStore {
  let shown = emptyView
  let uses = 0
  let leave: (() => void) | undefined

  /** Takes over the source's view. */
  function take(): void {
    const next = source.getSnapshot()
    if (next === shown) return
    // Back in time, or with more or less of its beginning: neither goes on from the view before.
    const isAnother = (next.offset ?? '') < (shown.offset ?? '') || startOf(next) !== startOf(shown)
    shown = next
    store.show(next, isAnother)
  }

  const store = createViewStore(change => {
    uses += change
    if (uses === 0) {
      leave?.()
      leave = undefined
    } else if (leave === undefined) {
      take()
      leave = source.subscribe(() => {
        take()
        store.tell()
      })
    }
  })

  /** Without a listener nobody says that the source moved; with one, a change is taken with the telling of it and not before. */
  function fresh<A extends unknown[], T>(of: (...key: A) => Readable<T>): (...key: A) => Readable<T> {
    return (...key) => {
      const readable = of(...key)
      const look = (): Readable<T> => {
        if (leave === undefined) take()
        return readable
      }
      return {
        getSnapshot: () => look().getSnapshot(),
        subscribe: listener => look().subscribe(listener),
      }
    }
  }

  const view = fresh(store.view)
  const status = store.value(getStatus)

  return {
    ref,
    view,
    line: fresh(store.line),
    messages: fresh(store.messages),
    message: fresh(store.message),
    part: fresh(store.part),
    approvals: fresh(store.approvals),
    run: fresh(store.run),
    queue: fresh(store.queue),
    state: fresh(store.value(() => shown.state)),
    outbox: store.value(() => nothing),
    status,
    redactions: store.value(() => noRedactions),
    hold: () => () => undefined,
    getView: view().getSnapshot,
    getStatus,
    send() {
      const accepted = Promise.reject(
        new ClientError(
          'forbidden',
          'This is the session as it was, so nothing was sent. Go back to the live session to take part in it.',
        ),
      )
      accepted.catch(() => undefined)
      return { commandId: 'replay', accepted }
    },
    edit: () => false,
    retry: () => undefined,
    discard: () => undefined,
    getSnapshot: kept(() => ({ view: view().getSnapshot(), status: getStatus(), outbox: nothing })),
    subscribe(listener) {
      const leaves = [view().subscribe(listener), status().subscribe(listener)]
      return () => {
        for (const leave of leaves) leave()
      }
    },
  }
}
