import { emptyView, fold, parseView, type View } from '@sluice/fold'
import { type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { SessionKey, Store } from '../store/Store.ts'

/** How much of a log is read at once, in bytes. */
export const READ_BYTES = 256 * 1024

/** A session's view as the store has it. */
export interface OpenedView {
  readonly view: View
  /** The head of the log; other than the view's offset only where the view is outdated. */
  readonly head: Offset | null
  /** Where the snapshot stood that it began from; null for the beginning of the log. */
  readonly snapshot: Offset | null
  /** How many events were folded onto the snapshot. */
  readonly folded: number
}

/** A stored snapshot, unless it is not of this log or cannot be read: losing one loses nothing. [S3] */
async function readSnapshot(store: Store, key: SessionKey): Promise<View> {
  const stored = await store.getSnapshot(key, VIEW_REVISION, null)
  if (stored === null || !(await store.holds(key, stored.offset))) return emptyView
  const parsed = parseView(stored.json)
  return parsed.ok && parsed.value.offset === stored.offset ? parsed.value : emptyView
}

/** Folds a log from its newest snapshot to its head. Creates nothing. [S3] [S11] */
export async function openView(store: Store, key: SessionKey): Promise<OpenedView> {
  let view = await readSnapshot(store, key)
  const snapshot = view.offset
  let head = view.offset
  let folded = 0
  for (;;) {
    const range = await store.read(key, head, READ_BYTES)
    view = fold(view, range.envelopes)
    folded += range.envelopes.length
    head = range.envelopes.at(-1)?.offset ?? head
    if (range.atHead || range.envelopes.length === 0) return { view, head, snapshot, folded }
  }
}

/** The whole view at an offset that the log holds. [S3] */
export async function openViewAt(store: Store, key: SessionKey, at: Offset): Promise<View> {
  let view = emptyView
  for (;;) {
    const range = await store.read(key, view.offset, READ_BYTES)
    const wanted = range.envelopes.filter(envelope => envelope.offset <= at)
    view = fold(view, wanted)
    const isDone = wanted.length < range.envelopes.length || range.atHead
    if (isDone || wanted.length === 0 || view.outdated !== null) return view
  }
}
