import type { View } from '@sluice/fold'
import { useSession } from '@sluice/react'
import { useSyncExternalStore } from 'react'
import { useSessionRef } from './SessionScope.tsx'

/**
 * Selects from the view of the session around. The selector runs once per flush and has to return the same reference while its result is the
 * same; the component renders again only when it is another. [C5]
 */
export function useViewSelector<T>(select: (view: View) => T): T {
  const view = useSession(useSessionRef()).view()
  const read = () => select(view.getSnapshot())
  return useSyncExternalStore(view.subscribe, read, read)
}
