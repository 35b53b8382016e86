import { emptyView, type Message, type Part, partsOf, type View } from '@sluice/fold'
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
  const entries = new Map<Id, Message | Part>()
  /** Messages that changed since they were drawn. */
  const touched = new Set<Id>()

  function message(id: Id): Message | null {
    const entry = entries.get(id)
    return entry?.kind === 'message' ? entry : null
  }

  function part(id: Id): Part | null {
    const entry = entries.get(id)
    return entry === undefined || entry.kind === 'message' ? null : entry
  }

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
    part,
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
      const { settled } = view
      const changed = new Set<Id>()
      view = next
      const take = (entry: Message | Part): void => {
        const before = entries.get(entry.id)
        if (before === entry) return
        entries.set(entry.id, entry)
        changed.add(entry.id)
        touched.add(entry.kind === 'message' ? entry.id : entry.message)
        if (entry.kind !== 'message') return
        // A redacted message has lost its parts.
        if (entry.redacted && before?.kind === 'message') {
          for (const slot of before.parts) {
            const id = typeof slot === 'string' ? slot : slot.id
            entries.delete(id)
            changed.add(id)
          }
        }
        for (const slot of entry.parts) if (typeof slot !== 'string') take(slot)
      }
      next.settled.forEach((chunk, at) => {
        if (chunk === settled[at]) return
        for (const entry of chunk) if (entry.kind === 'message') take(entry)
      })
      Object.values(next.open.messages).forEach(take)
      Object.values(next.open.parts).forEach(take)
      extendLine()
      return changed
    },
  }
}
