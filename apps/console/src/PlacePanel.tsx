import {
  ApprovalsPanel,
  ConnectionsPanel,
  type SessionLinks,
  UsagePanel,
  type UsageSelection,
  WakesPanel,
} from '@sluice/devtools'
import type { Place } from './search.ts'

/** The props of {@link PlacePanel}. */
export interface PlacePanelProps extends SessionLinks {
  readonly place: Place
  readonly usage: UsageSelection
  readonly onUsage: (usage: UsageSelection) => void
}

/** What is looked at over all sessions. */
export function PlacePanel({ place, usage, onUsage, ...links }: PlacePanelProps) {
  if (place === 'approvals') return <ApprovalsPanel {...links} />
  if (place === 'wakes') return <WakesPanel {...links} />
  if (place === 'usage') return <UsagePanel selection={usage} onSelection={onUsage} />
  return <ConnectionsPanel {...links} />
}
