import { type Envelope, type Event, formatOffset } from '@sluice/protocol'

/** Makes a log of about so many events, as a long session has them: turns of a question, a tool call, and an answer in many deltas. */
export function longLog(count: number): Envelope[] {
  const envelopes: Envelope[] = []
  const add = (kind: 'person' | 'agent', event: Event) => {
    const sequence = envelopes.length + 1
    const actor = { kind, id: kind === 'person' ? 'ann' : 'triage' } as const
    envelopes.push({ offset: formatOffset(sequence, 'aaaaaaaa'), at: 1_000_000 + sequence * 7, actor, event })
  }
  add('person', { type: 'session.created', agent: 'triage', owner: 'ann' })
  let after: string | null = null
  for (let turn = 0; envelopes.length < count; turn++) {
    const [ask, run, step, answer, text, call] = ['q', 'r', 's', 'a', 't', 'c'].map(
      kind => `${kind}${turn}`,
    ) as [string, string, string, string, string, string]
    add('person', {
      type: 'message.added',
      message: ask,
      role: 'user',
      after,
      parts: [{ part: `p${turn}`, kind: 'text', text: `Question ${turn}` }],
    })
    add('person', { type: 'run.started', run, trigger: ask })
    add('agent', { type: 'step.started', step, run, kind: 'model', model: 'faux' })
    add('agent', { type: 'message.added', message: answer, role: 'assistant', after: ask, run, step })
    add('agent', { type: 'part.added', message: answer, part: text, kind: 'text' })
    let from = 0
    for (let delta = 0; delta < 40; delta++) {
      const word = `word ${delta} `
      add('agent', { type: 'part.delta', part: text, from, text: word })
      from += word.length
    }
    add('agent', { type: 'tool.called', call, message: answer, tool: 'grep' })
    add('agent', { type: 'tool.ready', call, arguments: { pattern: 'x' } })
    add('agent', { type: 'step.settled', step, outcome: 'completed' })
    add('agent', { type: 'tool.started', call, attempt: 1 })
    add('agent', { type: 'tool.settled', call, outcome: 'completed', output: { json: { lines: turn } } })
    add('agent', { type: 'run.settled', run, outcome: 'completed' })
    after = answer
  }
  return envelopes.slice(0, count)
}
