import type { ScriptPart } from '@sluice/runtime'

const titles = [
  'Find where the list is cut',
  'See the bug in a test',
  'Propose the smallest edit',
  'Run the tests again',
]
const doneAt = { look: 0, nothing: 2, test: 1, edit: 2, check: 3, done: 4 } as const

/** A call that shows how far the plan is. */
export function planCall(at: keyof typeof doneAt): ScriptPart {
  const plan = titles.map((title, index) => ({ title, done: index < doneAt[at] }))
  return { tool: 'update_plan', arguments: { plan } }
}
