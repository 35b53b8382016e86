import type { Event, Id } from '@sluice/protocol'
import { isJson } from '@sluice/protocol'
import type { ToolProgress } from '../agent/defineTool.ts'
import type { RunScope } from '../run/types.ts'

/** At most ten a second. [S4] */
const PROGRESS_INTERVAL_MS = 100

/** Larger data is left out of the progress, because progress is replaced and not worth a blob. */
const DATA_BYTES = 16 * 1024

/** Writes the progress of a running call; of what comes too fast the newest wins. */
export interface Progress {
  report(progress: ToolProgress): void
  /** Drops what was not written yet: the call is about to be settled. */
  close(): void
}

/** Makes the progress of one call. [S4] */
export function createProgress(
  scope: Pick<RunScope, 'append' | 'timers' | 'redactor' | 'report'>,
  call: Id,
): Progress {
  let newest: ToolProgress | null = null
  let resting: (() => void) | null = null
  let closed = false

  function write(): void {
    resting = null
    if (newest === null || closed) return
    const event = progressed(newest)
    newest = null
    resting = scope.timers.after(PROGRESS_INTERVAL_MS, write)
    scope
      .append([event])
      .catch((cause: unknown) =>
        scope.report({ message: 'The progress of a tool could not be written; the tool goes on.', cause }),
      )
  }

  function progressed({ fraction, text, data }: ToolProgress): Event {
    const small = data !== undefined && isJson(data) && JSON.stringify(data).length <= DATA_BYTES
    return {
      type: 'tool.progressed',
      call,
      ...(fraction === undefined || Number.isNaN(fraction)
        ? {}
        : { fraction: Math.min(1, Math.max(0, fraction)) }),
      ...(text === undefined ? {} : { text: scope.redactor.text(text).slice(0, 8000).toWellFormed() }),
      ...(small ? { data: scope.redactor.json(data) } : {}),
    }
  }

  return {
    report: progress => {
      newest = progress
      if (resting === null) write()
    },
    close: () => {
      closed = true
      resting?.()
      resting = null
    },
  }
}
