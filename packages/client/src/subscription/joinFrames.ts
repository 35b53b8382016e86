import type { SessionFrame } from './step.ts'

/** The page gets its turn between items, and what is joined is copied. */
const MOST_JOINED = 64

/** Makes one frame of two neighbours that bring events of one channel which follow each other; null where they do not. Folding them together costs little more than folding one. [C4 F4] */
export function joinFrames(last: SessionFrame | number, next: SessionFrame | number): SessionFrame | null {
  if (typeof last !== 'object' || typeof next !== 'object') return null
  if (last.type !== 'events' || next.type !== 'events' || last.channel !== next.channel) return null
  const envelopes = [...last.envelopes, ...next.envelopes]
  const follows = next.after === last.envelopes.at(-1)?.offset
  return follows && envelopes.length <= MOST_JOINED ? { ...last, envelopes } : null
}
