import type { Message, Run, Settled, View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'

/** A run that failed or was stopped, and the message behind which it is drawn. */
interface RunEnd {
  readonly run: Run
  readonly after: Id | null
}

function lastMessageBefore(entries: readonly Settled[], index: number, run: Run): Id | null {
  for (let at = index - 1; at >= 0; at--) {
    const entry = entries[at]
    if (entry?.kind === 'message' && entry.run === run.id) return entry.id
  }
  return run.trigger
}

/** Chunks of settled things never change, so what is found in one is kept as long as it. */
const endsByChunk = new WeakMap<readonly Settled[], readonly RunEnd[]>()

function runEndsOf(chunk: readonly Settled[], before: readonly Settled[]): readonly RunEnd[] {
  const known = endsByChunk.get(chunk)
  if (known) return known
  const entries = [...before, ...chunk]
  const ends = entries.flatMap((entry, index): RunEnd[] =>
    index >= before.length && entry.kind === 'run' && entry.status !== 'completed' && entry.status !== 'open'
      ? [{ run: entry, after: lastMessageBefore(entries, index, entry) }]
      : [],
  )
  endsByChunk.set(chunk, ends)
  return ends
}

/** The runs that did not complete, by the message behind which each is drawn. */
export function runEnds(settled: View['settled']): ReadonlyMap<Id | null, readonly Run[]> {
  const byMessage = new Map<Id | null, Run[]>()
  settled.forEach((chunk, index) => {
    for (const { run, after } of runEndsOf(chunk, settled[index - 1] ?? [])) {
      byMessage.set(after, [...(byMessage.get(after) ?? []), run])
    }
  })
  return byMessage
}

/** The messages of a view by id, and by the message that they follow: for many look-ups in one walk. */
export function messageIndex(view: View): {
  find(id: Id): Message | null
  /** The messages that follow the same one, itself included, in the order in which they settled. [E10] */
  siblingsOf(message: Message | null): readonly Id[]
} {
  const byId = new Map<Id, Message>()
  const byBefore = new Map<Id | null, Id[]>()
  const add = (message: Message): void => {
    byId.set(message.id, message)
    const siblings = byBefore.get(message.after)
    if (siblings) siblings.push(message.id)
    else byBefore.set(message.after, [message.id])
  }
  for (const chunk of view.settled) for (const entry of chunk) if (entry.kind === 'message') add(entry)
  Object.values(view.open.messages).forEach(add)
  return {
    find: id => byId.get(id) ?? null,
    siblingsOf: message => (message ? (byBefore.get(message.after) ?? []) : []),
  }
}
