import type { View } from '@sluice/fold'
import type { Command } from '@sluice/protocol'

/** What can be done with many sessions at once. */
export type BulkAction = 'stop' | 'retry'

/**
 * The commands that do it in one session: stopping stops each open run, running again answers the last message anew. None where there is nothing to do, as
 * where a run is going already. [R4 E10]
 */
export function commandsFor(action: BulkAction, { open, head }: View): readonly Command[] {
  const runs = Object.keys(open.runs)
  if (action === 'stop') return runs.map(run => ({ type: 'run.stop', run }))
  return runs.length > 0 || head === null ? [] : [{ type: 'message.retry', message: head }]
}
