import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Append, Store } from '@sluice/server'

/** Where a process ends itself: right before or right after the n-th event of a type is durable, from 1. */
export interface Death {
  readonly side: 'before' | 'after'
  readonly type: string
  readonly nth: number
}

/** Reads `before:part.delta:3`; null for anything else. */
export function deathOf(text: string): Death | null {
  const [side, type, nth] = text.split(':')
  if ((side !== 'before' && side !== 'after') || type === undefined) return null
  return { side, type, nth: Number(nth) }
}

/** What a process was told is durable: a session's id and an offset on each line. */
export const ACKNOWLEDGED = 'acknowledged'

/** A store in whose hands the process dies. What was acknowledged before is noted in a file, which no later process may deny. */
export function createDeadlyStore(inner: Store, directory: string, death: Death | null): Store {
  let seen = 0
  const dies = ({ envelopes }: Append): boolean => {
    const before = seen
    seen += envelopes.filter(({ event }) => event.type === death?.type).length
    return death !== null && before < death.nth && seen >= death.nth
  }
  return {
    ...inner,
    append: async append => {
      const isLast = dies(append)
      if (isLast && death?.side === 'before') process.kill(process.pid, 'SIGKILL')
      await inner.append(append)
      if (isLast) process.kill(process.pid, 'SIGKILL')
      appendFileSync(join(directory, ACKNOWLEDGED), `${append.key.id} ${append.envelopes.at(-1)?.offset}\n`)
    },
  }
}
