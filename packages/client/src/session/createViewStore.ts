import { emptyView, newestRun, type View } from '@sluice/fold'
import type { Use } from '../backend/createLink.ts'
import { type Cell, createCell, kept } from '../cell.ts'
import { createIndex } from './createIndex.ts'
import type { SessionStore } from './SessionStore.ts'

/** The part of a session's store that is computed of its view. */
export type ViewReadables = Pick<
  SessionStore,
  'line' | 'messages' | 'message' | 'part' | 'approvals' | 'run' | 'queue' | 'view'
>

/** Readables of a view that is replaced by later ones. Only the listeners of what is another value are told. [C5] */
export interface ViewStore extends ViewReadables {
  /** Adds a value of the whole session, which is looked at whenever something is told. */
  value<T>(getSnapshot: () => T): () => Cell<T>
  /** Takes over a view, to be told of with the next `tell`. One that does not go on from the view before is of `another` history. */
  show(next: View, isAnother: boolean): void
  tell(): void
}

/** Creates the readables of an empty view. Each subscription to one is a use; `beforeRead` is called whenever one is read. */
export function createViewStore(use: Use, beforeRead?: () => void): ViewStore {
  const values: Cell<unknown>[] = []
  const entities = new Map<string, Cell<unknown>>()
  const changed = new Set<string>()
  let view = emptyView
  let index = createIndex()

  function create<T>(getSnapshot: () => T): Cell<T> {
    return createCell(() => {
      beforeRead?.()
      return getSnapshot()
    }, use)
  }

  function value<T>(getSnapshot: () => T): () => Cell<T> {
    const cell = create(getSnapshot)
    values.push(cell)
    return () => cell
  }

  function entity<T>(key: string, getSnapshot: () => T): Cell<T> {
    const cell = entities.get(key) ?? create(getSnapshot)
    entities.set(key, cell)
    // Each key has one kind of value.
    return cell as Cell<T>
  }

  return {
    value,
    view: value(() => view),
    line: value(() => index.line()),
    messages: value(() => index.messages()),
    message: id => entity(`m${id}`, () => index.message(id)),
    part: id => entity(`p${id}`, () => index.part(id)),
    approvals: value(kept(() => Object.values(view.open.approvals))),
    run: value(() => newestRun(view)),
    queue: value(() => view.open.queue),
    show(next, isAnother) {
      view = next
      if (isAnother) {
        index = createIndex()
        for (const key of entities.keys()) changed.add(key)
      }
      for (const id of index.update(next)) changed.add(`m${id}`).add(`p${id}`)
    },
    tell() {
      for (const cell of values) cell.tell()
      for (const key of changed) entities.get(key)?.tell()
      changed.clear()
    },
  }
}
