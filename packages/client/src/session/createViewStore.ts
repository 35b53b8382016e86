import { emptyView, get, type Message, newestRun, type Part, partsOf, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { Use } from '../backend/createLink.ts'
import { createReadables, kept } from '../cell.ts'
import type { Readable } from '../readable.ts'
import type { AgentMessage, SessionStore } from './SessionStore.ts'

/** The part of a session's store that is computed of its view. */
export type ViewReadables = Pick<
  SessionStore,
  'line' | 'messages' | 'message' | 'part' | 'approvals' | 'run' | 'queue' | 'view'
>

/** Readables of a view that is replaced by later ones. Only the listeners of what is another value are told. [C5] */
export interface ViewStore extends ViewReadables {
  /** Adds a value of the whole session, which is looked at whenever something is told. */
  value<T>(getSnapshot: () => T): () => Readable<T>
  /**
   * Takes over a view, to be told of with the next `tell`. One that does not go on from the view before is of `another` history. The work depends on
   * what changed, not on the length of the conversation.
   */
  show(next: View, isAnother: boolean): void
  tell(): void
}

/** Creates the readables of an empty view. Each subscription to one is a use. */
export function createViewStore(use: Use): ViewStore {
  const { readable, tell } = createReadables(use)
  /** The messages by their ids and by those of their parts. */
  const holders = new Map<Id | null, Message>()
  /** Messages and parts that may have changed since the listeners were told. */
  const changed = new Set<Id>()
  /** Messages that changed since they were drawn. */
  const touched = new Set<Id>()
  let view = emptyView
  let line: readonly Id[] = []
  let drawnLine = line
  let drawn: readonly AgentMessage[] = []

  function value<T>(getSnapshot: () => T): () => Readable<T> {
    const its = readable(getSnapshot)
    return () => its
  }

  function findMessage(id: Id | null): Message | null {
    const found = holders.get(id)
    return found?.id === id ? found : null
  }

  const findPart = (id: Id): Part | null =>
    get(view.open.parts, id) ??
    holders.get(id)?.parts.find((slot): slot is Part => (slot as Part).id === id) ??
    null

  /** A message of the line with its parts. */
  function draw(id: Id): AgentMessage {
    const found = holders.get(id) as Message
    // The parts of a settled one stand in it.
    return get(view.open.messages, id) ? { ...found, parts: partsOf(view, found) } : (found as AgentMessage)
  }

  function drawLine(): readonly AgentMessage[] {
    drawn =
      line === drawnLine
        ? [...touched].reduce((list, id) => {
            const at = line.lastIndexOf(id)
            return at < 0 ? list : list.with(at, draw(id))
          }, drawn)
        : line.map(draw)
    drawnLine = line
    touched.clear()
    return drawn
  }

  function take(message: Message): void {
    const before = holders.get(message.id)
    if (before === message) return
    touched.add(message.id)
    // What a redacted message has lost changed too.
    for (const slot of [message.id, ...(before?.parts ?? []), ...message.parts]) {
      const id = typeof slot === 'string' ? slot : slot.id
      holders.set(id, message)
      changed.add(id)
    }
  }

  return {
    value,
    view: value(() => view),
    line: value(() => line),
    messages: value(drawLine),
    message: id => readable(() => findMessage(id), id),
    part: id => readable(() => findPart(id), id),
    approvals: value(kept(() => Object.values(view.open.approvals))),
    run: value(() => newestRun(view)),
    queue: value(() => view.open.queue),
    show(next, isAnother) {
      const before = isAnother ? emptyView : view
      view = next
      if (isAnother) {
        for (const id of holders.keys()) changed.add(id as Id)
        holders.clear()
        touched.clear()
        line = []
      }
      if (next.settled !== before.settled)
        next.settled.forEach((chunk, at) => {
          if (chunk === before.settled[at]) return
          for (const entry of chunk) if (entry.kind === 'message') take(entry)
        })
      const { messages, parts } = next.open
      if (messages !== before.open.messages) Object.values(messages).forEach(take)
      if (parts !== before.open.parts)
        for (const part of Object.values(parts)) {
          if (part === get(before.open.parts, part.id)) continue
          touched.add(part.message)
          changed.add(part.id)
        }
      if (next.head === before.head) return
      const path = new Set<Id>()
      // A log that a hostile writer made may go in circles.
      for (let at = findMessage(next.head); at && !path.has(at.id); at = findMessage(at.after))
        path.add(at.id)
      line = [...path].reverse()
    },
    tell() {
      const keys = ['', ...changed]
      changed.clear()
      tell(keys)
    },
  }
}
