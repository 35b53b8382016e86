import type { View } from '@sluice/fold'
import { formatOffset, splitOffset } from '@sluice/protocol'
import type { Hub, SessionHandle } from '@sluice/server'

async function isDurable(session: SessionHandle, { offset }: View): Promise<boolean> {
  if (offset === null) return true
  const { sequence, mark } = splitOffset(offset)
  const before = sequence > 1 ? formatOffset(sequence - 1, mark) : null
  for await (const envelope of session.read(before)) if (envelope.offset === offset) return true
  return false
}

/** Resolves with the durable view of a session once it fulfils a condition; rejects when the signal aborts. What one log says of another must not be ahead of that. [S1] */
export function untilDurable(
  hub: Hub,
  session: SessionHandle,
  condition: (view: View) => boolean,
  signal: AbortSignal,
): Promise<View> {
  const { tenant, agent, id } = session.key
  return new Promise((resolve, reject) => {
    const end = () => {
      stop()
      signal.removeEventListener('abort', abort)
    }
    const abort = () => {
      end()
      reject(signal.reason)
    }
    const look = (view: View) => {
      if (!condition(view)) return
      end()
      resolve(view)
    }
    const stop = hub.onCommit(({ key, view }) => {
      if (key.id === id && key.agent === agent && key.tenant === tenant) look(view)
    })
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    // The listener is there first, so that nothing happens in between.
    const head = session.view()
    if (condition(head)) isDurable(session, head).then(is => is && look(head), reject)
  })
}
