import { useAgentState, useRun } from '@sluice/react'
import { type PlanItem, planItems, useSessionRef } from '@sluice/ui'

/** The plan that the agent keeps in the shared state. */
export function usePlan(): readonly PlanItem[] {
  const ref = useSessionRef()
  const plan = useAgentState(ref, state => (state as { plan?: unknown } | null)?.plan)
  return planItems(plan, useRun(ref)?.status === 'open')
}
