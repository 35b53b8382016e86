import { get } from '@sluice/fold'
import type { Event, Id } from '@sluice/protocol'
import type { ToolProgress } from '../agent/defineTool.ts'
import type { RunScope } from '../run/types.ts'
import { plainJson } from './plainJson.ts'

/** At most ten a second. [S4] */
const PROGRESS_INTERVAL_MS = 100

/** In UTF-16 units: with every one escaped to six bytes it fits into an event together with the data. */
const TEXT_LENGTH = 6_000

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
    const event = readable(newest)
    newest = null
    if (event === null) return
    resting = scope.timers.after(PROGRESS_INTERVAL_MS, write)
    scope
      .append(view => {
        const part = get(view.open.parts, call)
        // While a person is asked, nothing goes on.
        return part?.kind === 'tool-call' && part.status === 'running' ? [event] : null
      })
      .catch((cause: unknown) =>
        scope.report({ message: 'The progress of a tool could not be written; the tool goes on.', cause }),
      )
  }

  /** Null for what a tool reports against its types: it is often called by a timer, where a throw would end the process. */
  function readable(progress: ToolProgress): Event | null {
    try {
      return progressed(progress)
    } catch (cause) {
      scope.report({ message: 'The progress of a tool could not be read; the tool goes on.', cause })
      return null
    }
  }

  function progressed({ fraction, text, data }: ToolProgress): Event {
    if (text !== undefined && typeof text !== 'string') throw new TypeError('Its text is no text.')
    const plain = data === undefined ? null : plainJson(data, DATA_BYTES)
    const safe = plain?.ok ? scope.redactor.json(plain.value) : undefined
    const fits = safe !== undefined && Buffer.byteLength(JSON.stringify(safe)) <= DATA_BYTES
    return {
      type: 'tool.progressed',
      call,
      ...(fraction === undefined || Number.isNaN(fraction)
        ? {}
        : { fraction: Math.min(1, Math.max(0, fraction)) }),
      ...(text === undefined ? {} : { text: scope.redactor.beginning(text, TEXT_LENGTH) }),
      ...(fits ? { data: safe } : {}),
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
