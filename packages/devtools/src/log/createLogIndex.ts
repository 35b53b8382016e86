import type { AnyEvent, Envelope, Id } from '@sluice/protocol'
import { type Family, familyOf } from './family.ts'

/** What is known of a log without folding it; each envelope is looked at once. */
export interface LogIndex {
  /** The families among the first `count` envelopes, with how many events they have. The same map comes back while nothing was added. */
  extend(count: number): ReadonlyMap<Family, number>
  /** The tool of a call, since most events about a call name the call alone; null when it is not known. */
  toolOf(call: Id): string | null
}

const isCall = (event: AnyEvent): event is AnyEvent & { call: string; tool: string } =>
  event.type === 'tool.called' &&
  'call' in event &&
  typeof event.call === 'string' &&
  'tool' in event &&
  typeof event.tool === 'string'

/** Makes an index over the envelopes of one log, to which more may be added at the end. */
export function createLogIndex(envelopes: readonly Envelope[]): LogIndex {
  const tools = new Map<Id, string>()
  let tally: ReadonlyMap<Family, number> = new Map()
  let scanned = 0
  return {
    extend: count => {
      if (count <= scanned) return tally
      const next = new Map(tally)
      for (; scanned < count; scanned++) {
        const event = envelopes[scanned]?.event
        if (event === undefined) continue
        const family = familyOf(event.type)
        next.set(family, (next.get(family) ?? 0) + 1)
        if (isCall(event)) tools.set(event.call, event.tool)
      }
      tally = next
      return tally
    },
    toolOf: call => tools.get(call) ?? null,
  }
}
