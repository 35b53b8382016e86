import { emptyView, newestRun, type View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { ClientError } from '../problem.ts'
import type { Readable } from '../readable.ts'
import { createCells, memo } from '../session/createCells.ts'
import { createIndex } from '../session/createIndex.ts'
import type { SessionStatus, SessionStore } from '../session/SessionStore.ts'

const replayed: SessionStatus = { phase: 'live', writer: true, error: null }
const nothing: readonly never[] = []

/**
 * Makes a store of views that somebody else folds: a session as it was at an offset, which may move both ways. It reads only; what is sent is
 * refused. [C9]
 */
export function createReplayStore(ref: SessionRef, source: Readable<View>): SessionStore {
  const keys: string[] = []
  let index = createIndex()
  let shown: View = emptyView
  let uses = 0
  let leave: (() => void) | undefined

  /** Takes over the source's view and returns the keys of what changed; undefined when everything may have. */
  const take = (): Iterable<string> | undefined => {
    const next = source.getSnapshot()
    if (next === shown) return []
    const isBack = (next.offset ?? '') < (shown.offset ?? '')
    // An index only goes forward.
    if (isBack) index = createIndex()
    const changed = index.update(next)
    shown = next
    return isBack ? undefined : [...keys, ...changed]
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

  const read = <T>(getSnapshot: () => T): (() => T) => {
    return () => {
      // With a listener, a change is taken with the telling of it and not before.
      if (leave === undefined) take()
      return getSnapshot()
    }
  }
  const value = <T>(name: string, getSnapshot: () => T): (() => Readable<T>) => {
    const readable = cells.readable(`.${name}`, read(getSnapshot))
    keys.push(`.${name}`)
    return () => readable
  }
  const view = value('view', () => shown)

  return {
    ref,
    getView: read(() => shown),
    getStatus: () => replayed,
    line: value('line', () => index.line()),
    messages: value('messages', () => index.messages()),
    message: id =>
      cells.readable(
        id,
        read(() => index.message(id)),
      ),
    part: id =>
      cells.readable(
        id,
        read(() => index.part(id)),
      ),
    approvals: value(
      'approvals',
      memo(
        () => [shown.open.approvals] as const,
        approvals => Object.values(approvals),
      ),
    ),
    state: value('state', () => shown.state),
    run: value(
      'run',
      memo(() => [shown] as const, newestRun),
    ),
    queue: value('queue', () => shown.open.queue),
    outbox: value('outbox', () => nothing),
    status: value('status', () => replayed),
    view,
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
    subscribe: view().subscribe,
  }
}
