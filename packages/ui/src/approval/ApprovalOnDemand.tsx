import { onDemand } from '../part/onDemand.tsx'

/** The view of an approval, loaded when there is one. */
export const ApprovalOnDemand = onDemand(async () => (await import('./ApprovalView.tsx')).ApprovalView)
