import { noUsage, type Run, sumUsage, type View } from '@sluice/fold'
import type { SessionRef, Usage } from '@sluice/protocol'
import { useMemo } from 'react'
import { useSession } from './hooks.ts'
import { useReadable } from './useReadable.ts'

/** What the model calls of a session used so far. */
export interface SessionUsage {
  /** Of the session itself. */
  readonly usage: Usage
  /** Of the sessions that its calls opened. */
  readonly subsessions: Usage
  /** Of both together. */
  readonly total: Usage
  /** Of the newest run; null before the first. */
  readonly run: Usage | null
  /** Settled runs, and messages. */
  readonly runs: number
  readonly messages: number
}

const empty: SessionUsage = {
  usage: noUsage,
  subsessions: noUsage,
  total: noUsage,
  run: null,
  runs: 0,
  messages: 0,
}

/** What a session used: tokens and cost, over the whole log, also what its view does not hold. Changes when a model call has settled, not with its deltas. [H2] */
export function useUsage(ref: SessionRef): SessionUsage {
  const store = useSession(ref)
  const readable = useMemo(() => {
    let totals: View['totals'] | null = null
    let ofRun: Usage | null = null
    let last = empty
    const read = (): SessionUsage => {
      const next = store.getView().totals
      const run: Run | null = store.run().getSnapshot()
      if (next === totals && (run?.usage ?? null) === ofRun) return last
      totals = next
      ofRun = run?.usage ?? null
      last = { ...next, total: sumUsage(next.usage, next.subsessions), run: ofRun }
      return last
    }
    return { getSnapshot: read, subscribe: store.view().subscribe }
  }, [store])
  return useReadable(readable, empty)
}
