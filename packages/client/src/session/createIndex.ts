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
  let drawn: readonly AgentMessage[] = []
  let drawnLine = line
  /** Messages that changed since `drawn` was made. */
  const touched = new Set<Id>()
  const messages = new Map<Id, Message>()
  const parts = new Map<Id, Part>()

  const message = (id: Id): Message | null => get(view.open.messages, id) ?? messages.get(id) ?? null
  const part = (id: Id): Part | null => get(view.open.parts, id) ?? parts.get(id) ?? null

  const draw = (id: Id): AgentMessage => {
    const found = message(id) as Message
    const isWhole = found.parts.every(slot => typeof slot !== 'string')
    return isWhole ? (found as AgentMessage) : { ...found, parts: partsOf(view, found) }
  }

  /** Walks back from the head to where the line was before. */
  function extendLine(): void {
    const end = line.at(-1)
    const path: Id[] = []
    const seen = new Set<Id>()
    let id = view.head
    // A log that a hostile writer made may go in circles.
    while (id !== null && id !== end && !seen.has(id)) {
      const found = message(id)
      if (found === null) break
      seen.add(id)
      path.push(id)
      id = found.after
    }
    if (path.length === 0 && id === end) return
    path.reverse()
    line = id === end && end !== undefined ? line.concat(path) : path
  }

  return {
    message,
    part,
    line: () => line,
    messages() {
      if (line !== drawnLine) {
        const known = new Map(drawn.map(entry => [entry.id, entry]))
        drawn = line.map(id => (touched.has(id) ? undefined : known.get(id)) ?? draw(id))
      } else if (touched.size > 0) {
        const copy = [...drawn]
        for (const id of touched) {
          const at = line.lastIndexOf(id)
          if (at >= 0) copy[at] = draw(id)
        }
        drawn = copy
      }
      drawnLine = line
      touched.clear()
      return drawn
    },
    update(next) {
      const before = view
      const changed = new Set<Id>()
      view = next
      const take = (entry: Message, earlier?: Message): void => {
        changed.add(entry.id)
        touched.add(entry.id)
        entry.parts.forEach((slot, index) => {
          if (typeof slot === 'string' || slot === earlier?.parts[index]) return
          parts.set(slot.id, slot)
          changed.add(slot.id)
        })
      }
      for (const id of differing(before.open.parts, next.open.parts)) {
        changed.add(id)
        const owner = (get(next.open.parts, id) ?? get(before.open.parts, id))?.message
        if (owner !== undefined) touched.add(owner)
      }
      for (const id of differing(before.open.messages, next.open.messages)) {
        const entry = get(next.open.messages, id)
        if (entry !== null) take(entry, get(before.open.messages, id) ?? undefined)
      }
      if (before.settled !== next.settled) {
        next.settled.forEach((chunk, at) => {
          const earlier = before.settled[at]
          if (chunk === earlier) return
          chunk.forEach((entry, index) => {
            if (entry === earlier?.[index] || entry.kind !== 'message') return
            messages.set(entry.id, entry)
            take(entry)
          })
        })
      }
      extendLine()
      return changed
    },
  }
}

/** The ids under which two records hold different things. */
function differing<T>(a: Readonly<Record<Id, T>>, b: Readonly<Record<Id, T>>): Id[] {
  if (a === b) return []
  return [
    ...Object.keys(b).filter(id => get(a, id) !== b[id]),
    ...Object.keys(a).filter(id => get(b, id) === null),
  ]
}
