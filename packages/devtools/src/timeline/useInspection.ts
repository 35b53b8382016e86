import { createInspection, type Inspection, type InspectionSnapshot } from '@sluice/client'
import { useMemo, useSyncExternalStore } from 'react'
import { browserFoldingTime } from '../edge/browserFoldingTime.ts'
import type { LogSource } from '../log/LogSource.ts'

/** A log as it grows and is folded, for as long as the component is there. `source` has to keep its identity. */
export function useInspection(source: LogSource): { inspection: Inspection; snapshot: InspectionSnapshot } {
  const inspection = useMemo(() => createInspection(source, browserFoldingTime), [source])
  const snapshot = useSyncExternalStore(inspection.subscribe, inspection.getSnapshot, inspection.getSnapshot)
  return { inspection, snapshot }
}
