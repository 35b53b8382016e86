import { PlanView } from '@sluice/ui'
import { usePlan } from './usePlan.ts'

/** The plan on one line, where there is no room beside the chat; nothing while there is none. */
export function PlanStrip() {
  const plan = usePlan()
  const next = plan.find(item => item.status !== 'done')
  const done = plan.filter(item => item.status === 'done').length
  if (plan.length === 0) return null
  return (
    <details className="demo-plan-strip">
      <summary>
        <strong>
          Plan {done}/{plan.length}
        </strong>
        <span>{next?.title ?? 'Done'}</span>
      </summary>
      <PlanView />
    </details>
  )
}
