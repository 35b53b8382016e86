import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { View } from '@sluice/fold'
import { createHost, createScriptedHarness, defineAgent, defineTool, type Script } from '@sluice/runtime'
import * as v from 'valibot'

/**
 * A host on a directory that dies at a moment of its own choosing: `<directory> <when>`, where `when` is `type:n`, the moment in which the n-th event
 * of a type is durable, `in-tool`, while a tool's code runs, or `never`. Writes how many ms it worked from its start to the first recovered event, and ends when
 * no run is open.
 */
const [directory = '', when = 'never'] = process.argv.slice(2)
const die = () => process.kill(process.pid, 'SIGKILL')

const tool = (name: string, more: { idempotent?: true; approval?: true }) =>
  defineTool({
    name,
    description: `Does ${name}.`,
    parameters: v.object({}),
    ...more,
    execute: (_, { callId, attempt }) => {
      appendFileSync(join(directory, 'tool-runs.jsonl'), `${JSON.stringify({ name, callId, attempt })}\n`)
      if (when === 'in-tool' && name === 'post') die()
      return `${name} is done`
    },
  })

const script: Script = turns =>
  turns.some(turn => turn.role === 'tool')
    ? [{ text: 'Everything is done. '.repeat(40) }]
    : [
        { reasoning: 'I need three tools.' },
        { text: 'Let me see. '.repeat(40) },
        ...['look', 'post', 'pay'].map(name => ({ tool: name, arguments: {} })),
      ]

const agent = defineAgent({
  name: 'helper',
  instructions: 'Help.',
  tools: [tool('look', { idempotent: true }), tool('post', {}), tool('pay', { approval: true })],
})

const host = await createHost({
  agents: [agent],
  directory,
  harness: createScriptedHarness({ script, tokensPerSecond: 2000 }),
})
const ann = { id: 'local', tenant: 'local', expiresAt: null }
const ref = { agent: 'helper', id: 's1' }
const [type, nth] = when.split(':')
let seen = 0
const answer = (view: View) => {
  for (const id of Object.keys(view.open.approvals))
    void host.hub.command(ann, ref, `yes-${id}`, {
      type: 'approval.decide',
      approval: id,
      decision: 'approved',
    })
}
host.hub.onCommit(({ envelopes, view }) => {
  for (const { event } of envelopes) {
    if (event.type === type && ++seen === Number(nth)) die()
    const { user, system } = process.cpuUsage()
    // Time of the processor and not of the clock, because tests run beside others.
    if (event.type === 'run.recovered') process.stdout.write(`recovered ${(user + system) / 1000}\n`)
  }
  answer(view)
})
answer(await host.hub.reads.view(ann, ref, null))
await host.hub.command(ann, ref, 'go', {
  type: 'message.send',
  parts: [{ kind: 'text', text: 'Go' }],
})
await host.idle()
await host.close()
