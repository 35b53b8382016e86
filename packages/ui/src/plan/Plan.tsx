import { useAgentState, useRun } from '@sluice/react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { type PlanItem, type PlanStatus, planItems } from './planItems.ts'

const [PlanContext, usePlan] = createPartContext<readonly PlanItem[]>('Plan.Root')

/** What a plan exposes: `data-empty`, and `--plan-progress` from 0 to 1. */
export interface PlanState {
  readonly empty: boolean
}

/** What an item of a plan exposes: `data-plan-status`. */
export interface PlanItemState {
  readonly planStatus: PlanStatus
}

/** The props of {@link Root}. */
export type PlanRootProps = PartProps<'section', PlanState> & {
  /** The key of the shared state under which the plan is kept. */
  readonly path?: string
}

const at = (state: unknown, key: string): unknown =>
  typeof state === 'object' && state !== null && Object.hasOwn(state, key)
    ? (state as Record<string, unknown>)[key]
    : undefined

/** The agent's plan, bound to the shared state. */
export function Root({ path = 'plan', ...props }: PlanRootProps) {
  const ref = useSessionRef()
  const isRunning = useRun(ref)?.status === 'open'
  const items = planItems(at(useAgentState(ref), path), isRunning)
  const { messages } = useUi()
  const done = items.filter(item => item.status === 'done').length
  const element = usePartElement('section', 'plan', { empty: items.length === 0 }, props, {
    'aria-label': messages.plan,
    style: { '--plan-progress': items.length === 0 ? 0 : done / items.length },
  })
  return <PlanContext value={items}>{element}</PlanContext>
}

/** How many items are done. */
export function Progress(props: PartProps<'span', PlanState>) {
  const items = usePlan()
  const { messages, format } = useUi()
  const done = items.filter(item => item.status === 'done').length
  const children = messages.planProgress(format.number(done), format.number(items.length))
  const element = usePartElement('span', 'plan-progress', { empty: items.length === 0 }, props, { children })
  return items.length === 0 ? null : element
}

/** The props of {@link Items}. */
export type PlanItemsProps = Omit<PartProps<'ol', PlanState>, 'children'> & {
  readonly children: (item: PlanItem, index: number) => React.ReactNode
}

/** The items in their order. */
export function Items({ children: draw, ...props }: PlanItemsProps) {
  const items = usePlan()
  return usePartElement('ol', 'plan-items', { empty: items.length === 0 }, props, {
    children: items.map(draw),
  })
}

/** The props of {@link Item}. */
export type PlanItemProps = PartProps<'li', PlanItemState> & { readonly item: PlanItem }

/** One item. */
export function Item({ item, ...props }: PlanItemProps) {
  return usePartElement('li', 'plan-item', { planStatus: item.status }, props, { children: item.title })
}
