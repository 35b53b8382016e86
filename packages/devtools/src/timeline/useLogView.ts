import type { LogView } from '@sluice/client'
import { useSyncExternalStore } from 'react'
import type { LogSource } from '../log/LogSource.ts'

/** A log as it grows. `source` has to keep its identity. */
export function useLogView(source: LogSource): LogView {
  return useSyncExternalStore(source.subscribe, source.getSnapshot, source.getSnapshot)
}
