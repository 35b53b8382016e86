import { emptyView, get, type Message, type Part, partsOf, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { AgentMessage } from './SessionStore.ts'

/** Finds the messages and parts of a view by id and keeps its line, without walking the view again for each change. [C5] */
export interface Index {
  message(id: Id): Message | null
  part(id: Id): Part | null
  line(): readonly Id[]
  /** The line with its parts; messages that did not change keep their reference. */
  messages(): readonly AgentMessage[]
  /** Takes over the next view and returns the ids of the messages and parts that changed. The work depends on what changed, not on the length of the conversation. */
  update(next: View): ReadonlySet<Id>
}

/** Creates the index of the empty view. */
export function createIndex(): Index {
  let view = emptyView
  let line: readonly Id[] = []
  let drawnLine = line
  let drawn: readonly AgentMessage[] = []
  /** Messages that changed since they were drawn. */
  const touched = new Set<Id>()
  const messages = new Map<Id, Message>()
  const parts = new Map<Id, Part>()

  const message = (id: Id): Message | null => get(view.open.messages, id) ?? messages.get(id) ?? null

  function draw(id: Id): AgentMessage {
    // The line is made of messages that are there.
    const found = message(id) as Message
    return found.parts.some(slot => typeof slot === 'string')
      ? { ...found, parts: partsOf(view, found) }
      : (found as AgentMessage)
  }

  /** Walks back from the head to where the line ended before, or to its beginning. */
  function extendLine(): void {
    const end = line.at(-1)
    const path = new Set<Id>()
    let id = view.head
    // A log that a hostile writer made may go in circles.
    while (id !== null && id !== end && !path.has(id)) {
      const found = message(id)
      if (found === null) break
      path.add(id)
      id = found.after
    }
    const kept = id === end ? line : []
    if (path.size > 0 || kept.length < line.length) line = [...kept, ...[...path].reverse()]
  }

  return {
    message,
    part: id => get(view.open.parts, id) ?? parts.get(id) ?? null,
    line: () => line,
    messages() {
      if (line !== drawnLine) {
        const known = new Map(drawn.map(entry => [entry.id, entry]))
        drawn = line.map(id => (!touched.has(id) && known.get(id)) || draw(id))
      } else if (touched.size > 0) {
        const next = [...drawn]
        for (const id of touched) {
          const at = line.lastIndexOf(id)
          if (at >= 0) next[at] = draw(id)
        }
        drawn = next
      }
      drawnLine = line
      touched.clear()
      return drawn
    },
    update(next) {
      const { open, settled } = view
      const changed = new Set<Id>()
      view = next
      const take = (entry: Message, before: Message | null): void => {
        changed.add(entry.id)
        touched.add(entry.id)
        entry.parts.forEach((slot, at) => {
          if (typeof slot === 'string' || slot === before?.parts[at]) return
          parts.set(slot.id, slot)
          changed.add(slot.id)
        })
      }
      for (const id of differing(open.parts, next.open.parts)) {
        changed.add(id)
        touched.add((get(next.open.parts, id) ?? get(open.parts, id))?.message ?? id)
      }
      for (const id of differing(open.messages, next.open.messages)) {
        const entry = get(next.open.messages, id)
        if (entry !== null) take(entry, get(open.messages, id))
      }
      next.settled.forEach((chunk, at) => {
        if (chunk === settled[at]) return
        chunk.forEach((entry, index) => {
          if (entry.kind !== 'message' || entry === settled[at]?.[index]) return
          messages.set(entry.id, entry)
          take(entry, null)
        })
      })
      extendLine()
      return changed
    },
  }
}

/** The ids under which two records hold different things. */
function differing<T>(a: Readonly<Record<Id, T>>, b: Readonly<Record<Id, T>>): Id[] {
  return a === b ? [] : Object.keys({ ...a, ...b }).filter(id => get(a, id) !== get(b, id))
}
