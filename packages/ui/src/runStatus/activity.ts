import type { Step, View } from '@sluice/fold'

/** What a running run does, in as many words as a line has: nothing yet, writing, one tool by name, or a number of them. */
export type Activity = '' | 'writing' | `tool:${string}` | `tools:${number}`

/** What is going on in the view. A string, so that the same activity is the same value. */
export function activityOf(view: View): Activity {
  const parts = Object.values(view.open.parts)
  const tools = parts.filter(part => part.kind === 'tool-call' && part.status === 'running')
  const [tool] = tools
  if (tools.length > 1) return `tools:${tools.length}`
  if (tool?.kind === 'tool-call') return `tool:${tool.tool}`
  return parts.some(part => part.kind === 'text' && part.text !== '') ? 'writing' : ''
}

/** The wait before a model call is made again; null when none is. */
export function delayOf(view: View): Step['delayed'] {
  return Object.values(view.open.steps).find(step => step.delayed !== null)?.delayed ?? null
}
