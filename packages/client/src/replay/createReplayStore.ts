import { emptyView, newestRun, type View } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { ClientError } from '../problem.ts'
import type { Readable } from '../readable.ts'
import { createCells } from '../session/createCells.ts'
import { createIndex } from '../session/createIndex.ts'
import type { SessionStatus, SessionStore } from '../session/SessionStore.ts'

const replayed: SessionStatus = { phase: 'live', writer: true, error: null }
const nothing: readonly never[] = []

/**
 * Makes a store of views that somebody else folds: a session as it was at an offset, which may move both ways. It reads only; what is sent is
 * refused. [C9]
 */
export function createReplayStore(ref: SessionRef, source: Readable<View>): SessionStore {
  let index = createIndex()
  let shown: View = emptyView
  let uses = 0
  let leave: (() => void) | undefined

  /** Looks whether the source is at another view, and returns what changed. */
  const take = (): ReadonlySet<Id> | null => {
    const next = source.getSnapshot()
    if (next === shown) return new Set()
    const isBack = next.offset === null || (shown.offset !== null && next.offset < shown.offset)
    // An index only goes forward.
    if (isBack) index = createIndex()
    const changed = index.update(next)
    shown = next
    return isBack ? null : changed
  }

  const cells = createCells(() => {
    uses += 1
    if (leave === undefined) {
      leave = source.subscribe(() => cells.tell(take()))
      take()
    }
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      uses -= 1
      if (uses > 0) return
      leave?.()
      leave = undefined
    }
  })
  const read = <T>(compute: () => T): (() => T) => {
    return () => {
      // With a listener, a change is taken with the telling of it and not before.
      if (leave === undefined) take()
      return compute()
    }
  }
  const cell = <T>(input: () => unknown, compute: () => T) =>
    cells.cell(
      read(() => [input()]),
      compute,
    )

  const line = cell(
    () => index.line(),
    () => index.line(),
  )
  const messages = cell(
    () => shown,
    () => index.messages(),
  )
  const approvals = cell(
    () => shown.open.approvals,
    () => Object.values(shown.open.approvals),
  )
  const state = cell(
    () => shown.state,
    () => shown.state,
  )
  const run = cell(
    () => shown,
    () => newestRun(shown),
  )
  const queue = cell(
    () => shown.open.queue,
    () => shown.open.queue,
  )
  const view = cell(
    () => shown,
    () => shown,
  )
  const outbox = cell(
    () => nothing,
    () => nothing,
  )
  const status = cell(
    () => replayed,
    () => replayed,
  )

  return {
    ref,
    getView: read(() => shown),
    getStatus: () => replayed,
    line: () => line,
    messages: () => messages,
    message: id =>
      cells.entity(
        id,
        read(() => index.message(id)),
      ),
    part: id =>
      cells.entity(
        id,
        read(() => index.part(id)),
      ),
    approvals: () => approvals,
    state: () => state,
    run: () => run,
    queue: () => queue,
    outbox: () => outbox,
    status: () => status,
    view: () => view,
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
    retry: () => undefined,
    discard: () => undefined,
    subscribe: view.subscribe,
  }
}
