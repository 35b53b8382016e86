import { createClient, createSocketBackend } from '@sluice/client'
import type { Command } from '@sluice/protocol'
import {
  ann,
  createFakeClock,
  createScriptedAgent,
  createTestEnvironment,
  createTestServer,
  type Script,
  type ScriptedAgentOptions,
} from '@sluice/testkit'
import { expect, test } from 'vitest'

const ref = { agent: 'triage', id: 'bug-7' }

function start(script: Script, options: ScriptedAgentOptions = {}) {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  const agent = createScriptedAgent(script, options)
  const leave = agent.attend(server, clock)
  let commands = 0
  const command = (command: Command) => {
    server.log(ref).command(command, { commandId: `c${++commands}`, actor: ann })
    server.publish(ref)
  }
  const say = (text: string, mode: 'queue' | 'steer' | 'interrupt' = 'queue') =>
    command({ type: 'message.send', mode, parts: [{ kind: 'text', text }] })
  const view = () => server.log(ref).view
  /** What the session says, in a line per part. */
  const outline = () =>
    [...view().settled.flat(), ...Object.values(view().open.messages)].flatMap(entry =>
      entry.kind === 'run'
        ? [`run ${entry.status}`]
        : entry.parts.map(slot => {
            const part = typeof slot === 'string' ? view().open.parts[slot] : slot
            if (part?.kind === 'tool-call')
              return `${part.tool} ${part.status} ${JSON.stringify(part.output ?? part.error?.message)}`
            if (part?.kind === 'data') return `${part.name} ${JSON.stringify(part.data)}`
            return part?.kind === 'file' || part?.kind === 'source'
              ? part.kind
              : `${entry.role} ${part?.kind}: ${part?.text}`
          }),
    )
  return { clock, server, agent, leave, command, say, view, outline }
}

test('[T1] it thinks, speaks in pieces, calls tools and says what came of them, as a log without a fault', () => {
  const { say, clock, outline, view, server } = start(
    [
      [
        { think: 'Which file?' },
        { say: 'Let me look.' },
        {
          call: 'read',
          arguments: { path: 'a.ts' },
          output: 'text',
          takesMs: 300,
          progress: ['half', 'most'],
        },
        { call: 'grep', error: 'No such file.' },
        { patch: [{ op: 'add', path: '/done', value: true }] },
        { data: 'card', value: { id: 1 } },
        { say: 'Found it: 👩‍👩‍👧.' },
      ],
    ],
    { pieceLength: 3, pieceMs: 10 },
  )
  say('Why?')
  clock.advance(15)
  expect(outline()).toEqual(['user text: Why?', 'assistant reasoning: Which '])
  clock.advance(5_000)
  expect(outline()).toEqual([
    'user text: Why?',
    'assistant reasoning: Which file?',
    'assistant text: Let me look.',
    'read completed {"json":"text"}',
    'grep failed "No such file."',
    'card {"id":1}',
    'assistant text: Found it: 👩‍👩‍👧.',
    'run completed',
  ])
  expect(view()).toMatchObject({ state: { done: true }, faults: { count: 0 }, open: { runs: {}, steps: {} } })
  const deltas = server.log(ref).envelopes.filter(({ event }) => event.type === 'part.delta')
  expect(deltas.length).toBeGreaterThan(10)
  expect(clock.pending()).toBe(0)
})

test('[T1] it asks, and goes on with what a person decides: edited arguments, or a denial', () => {
  const { say, clock, command, view, outline } = start([
    [
      { call: 'edit', arguments: { path: 'a.ts' }, approval: 'Edit it?', output: args => args },
      { call: 'drop', approval: 'Drop it?', output: 'gone' },
      { say: 'So be it.' },
    ],
  ])
  say('Go')
  clock.advance(10_000)
  const [edit, drop] = Object.values(view().open.approvals)
  expect([edit?.question, drop?.question]).toEqual(['Edit it?', 'Drop it?'])
  command({
    type: 'approval.decide',
    approval: edit?.id ?? '',
    decision: 'approved',
    arguments: { path: 'b.ts' },
  })
  command({ type: 'approval.decide', approval: drop?.id ?? '', decision: 'denied' })
  clock.advance(10_000)
  expect(outline().slice(1)).toEqual([
    'edit completed {"json":{"path":"b.ts"}}',
    'drop denied "A person denied this tool call."',
    'assistant text: So be it.',
    'run completed',
  ])
})

test('[T1] it is stopped in the middle of a word, and what is queued comes after, what steers with the next step', () => {
  const { say, clock, command, view, outline, agent } = start((said, run) =>
    run === 0
      ? [{ say: 'A long story that nobody wants to hear.' }]
      : [{ call: 'look', takesMs: 100 }, { say: `You said: ${said}` }],
  )
  say('Tell me')
  clock.advance(40)
  say('Something else')
  command({ type: 'run.stop', run: Object.keys(view().open.runs)[0] ?? '' })
  clock.advance(50)
  say('Quick', 'steer')
  clock.advance(5_000)
  expect(outline()).toEqual([
    'user text: Tell me',
    'assistant text: A long story that nobody',
    'run stopped',
    'user text: Something else',
    'look completed {"json":null}',
    'user text: Quick',
    'assistant text: You said: Something else',
    'run completed',
  ])
  expect([agent.runs(), clock.pending(), view().faults.count]).toEqual([2, 0, 0])
})

test('[T1] a script that fails or is used up ends its run as failed', () => {
  const { say, clock, view } = start([[{ say: 'Hm.' }, { fail: 'The model is away.' }]])
  say('One')
  clock.advance(1_000)
  say('Two')
  clock.advance(1_000)
  const runs = view()
    .settled.flat()
    .filter(entry => entry.kind === 'run')
  expect(runs.map(({ status, error }) => [status, error?.message])).toEqual([
    ['failed', 'The model is away.'],
    ['failed', 'The script has 1 turns and was asked for one more.'],
  ])
})

test('[T1] a call that is left to a page waits for it, and one that has left does nothing more', () => {
  const { say, clock, view, leave, server } = start([
    [{ call: 'locate', client: true }, { say: 'There you are, as I said before.' }],
  ])
  say('Where?')
  clock.advance(1_000)
  const [call] = Object.values(view().open.parts)
  expect(call).toMatchObject({ tool: 'locate', status: 'ready', claim: { id: null } })
  const environment = createTestEnvironment(clock)
  const client = createClient({
    backend: createSocketBackend({ connect: server.connect, environment }),
    environment,
  })
  const session = client.session(ref)
  const { commandId } = session.send({ type: 'tool.claim', call: call?.id ?? '' })
  clock.advance(100)
  session.send({ type: 'tool.answer', call: call?.id ?? '', claim: commandId, output: { json: 'here' } })
  clock.advance(20)
  leave()
  const { offset } = view()
  clock.advance(60_000)
  expect([view().offset, Object.keys(view().open.runs).length]).toEqual([offset, 1])
})
