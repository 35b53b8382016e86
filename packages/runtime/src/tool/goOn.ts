import { get } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { RunScope } from '../run/types.ts'

/** Says in the log that the code of a call goes on after it had waited, under the attempt that it was started with. [R7] */
export async function goOn(scope: RunScope, call: Id, attempt: number): Promise<void> {
  await scope.append(view => {
    const part = get(view.open.parts, call)
    return part?.kind === 'tool-call' && part.status === 'ready'
      ? [{ type: 'tool.started', call, attempt }]
      : null
  })
}
