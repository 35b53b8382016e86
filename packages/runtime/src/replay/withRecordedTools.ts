import { isDeepStrictEqual } from 'node:util'
import type { Agent } from '../agent/defineAgent.ts'
import type { AnyTool, ToolContext } from '../agent/defineTool.ts'
import type { RecordedCall } from './Recording.ts'

/** Takes out the next recorded call of a tool: one with these arguments where there is one. */
function takeOut(calls: RecordedCall[], tool: string, args: unknown): RecordedCall | null {
  const same = calls.findIndex(call => call.tool === tool && isDeepStrictEqual(call.arguments, args))
  const index = same >= 0 ? same : calls.findIndex(call => call.tool === tool)
  return index < 0 ? null : (calls.splice(index, 1)[0] ?? null)
}

/** An agent whose tools return what was recorded and do nothing. Their names, schemas, approvals and policies are its own. [R19] */
export function withRecordedTools(agent: Agent, recorded: readonly RecordedCall[]): Agent {
  const left = [...recorded]
  const replay = (tool: AnyTool): AnyTool => ({
    ...tool,
    execute: async (args: unknown, context: ToolContext) => {
      const call = takeOut(left, tool.name, args)
      if (call === null)
        throw new Error(
          `${tool.name} was not called when this was recorded, so nothing is known of what it returns.`,
        )
      for (const patch of call.patches) await context.state.patch(patch)
      if (call.outcome === 'completed') return call.output
      throw new Error(call.error?.message ?? `It was ${call.outcome}.`)
    },
  })
  const { definition, rules } = agent
  return { ...agent, definition, rules, tools: agent.tools.map(replay), offered: agent.offered.map(replay) }
}
