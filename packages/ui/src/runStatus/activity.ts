import type { Step, View } from '@sluice/fold'

/** What a running run does: nothing to be seen yet, writing, preparing a call, running a tool by name or a number of them. */
export type Activity = '' | 'writing' | `call:${string}` | `tool:${string}` | `tools:${number}`

/** What is going on in the view. A string, so that the same activity is the same value. */
export function activityOf(view: View): Activity {
  const parts = Object.values(view.open.parts)
  const tools = parts.filter(part => part.kind === 'tool-call' && part.status === 'running')
  const [tool] = tools
  if (tools.length > 1) return `tools:${tools.length}`
  if (tool?.kind === 'tool-call') return `tool:${tool.tool}`
  const called = parts.find(part => part.kind === 'tool-call' && part.status === 'called')
  if (called?.kind === 'tool-call') return `call:${called.tool}`
  return parts.some(part => part.kind === 'text' && part.text !== '') ? 'writing' : ''
}

/** The wait before a model call is made again; null when none is. */
export function delayOf(view: View): Step['delayed'] {
  return Object.values(view.open.steps).find(step => step.delayed !== null)?.delayed ?? null
}
