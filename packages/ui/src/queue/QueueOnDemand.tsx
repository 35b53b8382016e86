import { useQueue } from '@sluice/react'
import { onDemand } from '../part/onDemand.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'

/** The view of the queue, loaded when something is queued. */
export const LoadedQueue = onDemand(async () => (await import('./QueueView.tsx')).QueueView)

/** The queued messages; nothing while there are none. */
export function QueueOnDemand() {
  return useQueue(useSessionRef()).length > 0 ? <LoadedQueue /> : null
}
