import type { View } from '@sluice/fold'
import { defineTool, type Script } from '@sluice/runtime'
import type { Store } from '@sluice/server'
import * as v from 'valibot'
import { createTestHost, helper, type TestHost } from '../support/createTestHost.ts'

/** One time that a tool's code ran. */
export interface Execution {
  readonly tool: string
  readonly callId: string
  readonly attempt: number
  readonly key: string
}

/** A conversation with text, reasoning, three parallel tools (one idempotent, one not, one awaiting approval) and a state patch. */
export function createScenario() {
  const executions: Execution[] = []
  const tool = (name: string, more: { idempotent?: true; approval?: true }) =>
    defineTool({
      name,
      description: `Does ${name}.`,
      parameters: v.object({}),
      ...more,
      execute: async (_, { callId, attempt, idempotencyKey: key, state }) => {
        executions.push({ tool: name, callId, attempt, key })
        if (name === 'look') await state.patch([{ op: 'add', path: '/looked', value: true }])
        return `${name} is done`
      },
    })
  const tools = [tool('look', { idempotent: true }), tool('post', {}), tool('pay', { approval: true })]
  const script: Script = turns =>
    turns.some(turn => turn.role === 'tool')
      ? [{ reasoning: 'All three came back.' }, { text: 'Everything is done. '.repeat(20) }]
      : [
          { reasoning: 'I need three tools.' },
          { text: 'Let me see. '.repeat(20) },
          ...tools.map(({ name }) => ({ tool: name, arguments: {} })),
        ]
  return { executions, tools, script }
}

/** Starts a host that plays the scenario and approves what it is asked. */
export async function play(scenario: ReturnType<typeof createScenario>, store: Store): Promise<TestHost> {
  const host = await createTestHost({
    store,
    agents: [helper({ tools: scenario.tools })],
    script: scenario.script,
  })
  const answered = new Set<string>()
  const answer = (view: View) => {
    for (const { id } of Object.values(view.open.approvals)) {
      if (answered.has(id)) continue
      answered.add(id)
      void host.command({ type: 'approval.decide', approval: id, decision: 'approved' })
    }
  }
  host.host.hub.onCommit(({ view }) => answer(view))
  answer(await host.until(() => true))
  return host
}
