import { emptyView, get, type Message, type Part, partsOf, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { AgentMessage } from './SessionStore.ts'

/** Finds the messages and parts of a view by id and keeps its line, without walking the view again for each change. [C5] */
export interface Index {
  message(id: Id | null): Message | null
  part(id: Id): Part | null
  line(): readonly Id[]
  /** The line with its parts; settled messages keep their reference. */
  messages(): readonly AgentMessage[]
  /** Takes over the next view and returns the ids of the messages and parts that may have changed. The work depends on what changed, not on the length of the conversation. */
  update(next: View): ReadonlySet<Id>
}

/** Creates the index of the empty view. */
export function createIndex(): Index {
  let view = emptyView
  let line: readonly Id[] = []
  let drawnLine = line
  let drawn: readonly AgentMessage[] = []
  /** The messages by their ids and by those of their parts. */
  const holders = new Map<Id | null, Message>()
  /** Messages that changed since they were drawn. */
  const touched = new Set<Id>()

  function message(id: Id | null): Message | null {
    const found = holders.get(id)
    return found?.id === id ? found : null
  }

  function draw(id: Id): AgentMessage {
    // The line is made of messages that are there.
    const found = holders.get(id) as Message
    return found.parts.some(slot => typeof slot === 'string')
      ? { ...found, parts: partsOf(view, found) }
      : (found as AgentMessage)
  }

  return {
    message,
    part(id) {
      const isPart = (slot: Part | Id): slot is Part => (slot as Part).id === id
      return get(view.open.parts, id) ?? holders.get(id)?.parts.find(isPart) ?? null
    },
    line: () => line,
    messages() {
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
    },
    update(next) {
      const { settled, open, head } = view
      const changed = new Set<Id>()
      const take = (entry: Message): void => {
        const before = holders.get(entry.id)
        if (before === entry) return
        touched.add(entry.id)
        // What a redacted message has lost changed too.
        for (const slot of [entry.id, ...(before?.parts ?? []), ...entry.parts]) {
          const id = typeof slot === 'string' ? slot : slot.id
          holders.set(id, entry)
          changed.add(id)
        }
      }
      view = next
      next.settled.forEach((chunk, at) => {
        if (chunk === settled[at]) return
        for (const entry of chunk) if (entry.kind === 'message') take(entry)
      })
      Object.values(next.open.messages).forEach(take)
      for (const part of Object.values(next.open.parts)) {
        if (part === get(open.parts, part.id)) continue
        touched.add(part.message)
        changed.add(part.id)
      }
      if (next.head !== head) {
        const path = new Set<Id>()
        // A log that a hostile writer made may go in circles.
        for (let at = message(next.head); at && !path.has(at.id); at = message(at.after)) path.add(at.id)
        line = [...path].reverse()
      }
      return changed
    },
  }
}
