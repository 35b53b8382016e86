import type { Json } from '@sluice/protocol'

/** Where an item of a plan stands. */
export type PlanStatus = 'open' | 'active' | 'done'

/** An item of a plan. */
export interface PlanItem {
  readonly title: string
  readonly status: PlanStatus
}

const ACTIVE = new Set(['active', 'doing', 'running', 'in-progress', 'in progress', 'in_progress', 'current'])
const DONE = new Set(['done', 'completed', 'complete', 'finished'])

function statusOf(value: Json | undefined): PlanStatus {
  if (value === true || (typeof value === 'string' && DONE.has(value))) return 'done'
  return typeof value === 'string' && ACTIVE.has(value) ? 'active' : 'open'
}

function itemOf(value: Json): PlanItem | null {
  if (typeof value === 'string') return { title: value, status: 'open' }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const item = value as Readonly<Record<string, Json>>
  const title = item.title ?? item.text ?? item.step ?? item.task ?? item.name
  return typeof title === 'string' ? { title, status: statusOf(item.status ?? item.done) } : null
}

/** A plan that only says what is done is at its first open item while somebody works on it. */
function withActive(items: readonly PlanItem[], isRunning: boolean): readonly PlanItem[] {
  const next = items.findIndex(item => item.status === 'open')
  if (!isRunning || next === -1 || items.some(item => item.status === 'active')) return items
  return items.map((item, index) => (index === next ? { ...item, status: 'active' } : item))
}

/**
 * Reads a plan from a value of the shared state: a list of texts, or of objects with a `title` (or text, step, task, name) and a `status`
 * or `done`. Anything else in it is left out.
 */
export function planItems(value: unknown, isRunning: boolean): readonly PlanItem[] {
  if (!Array.isArray(value)) return []
  return withActive(
    value.map(itemOf).filter(item => item !== null),
    isRunning,
  )
}
