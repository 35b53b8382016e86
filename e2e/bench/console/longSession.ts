/** A session file with so many turns, each a run with a model call that speaks in deltas and calls a tool: 20 events and 3 spans a turn. */
export function longSession(turns: number): string {
  const lines: object[] = []
  let sequence = 0
  let at = 1_700_000_000_000
  const add = (event: object) => {
    sequence += 1
    at += 7
    const actor = { kind: 'agent', id: 'triage' }
    lines.push({ offset: `${String(sequence).padStart(16, '0')}_aaaaaaaa`, at, actor, event })
  }
  add({ type: 'session.created', agent: 'triage', owner: 'ann' })
  let after: string | null = null
  for (let turn = 0; turn < turns; turn++) {
    const [q, r, s, a, t, c] = ['q', 'r', 's', 'a', 't', 'c'].map(kind => `${kind}${turn}`)
    const parts = [{ part: `p${turn}`, kind: 'text', text: `Question ${turn}` }]
    add({ type: 'message.added', message: q, role: 'user', after, parts })
    add({ type: 'run.started', run: r, trigger: q })
    add({ type: 'step.started', step: s, run: r, kind: 'model', model: 'faux' })
    add({ type: 'message.added', message: a, role: 'assistant', after: q, run: r, step: s })
    add({ type: 'part.added', message: a, part: t, kind: 'text' })
    for (let delta = 0, from = 0; delta < 9; delta++) {
      const text = `word ${delta} of answer ${turn} `
      add({ type: 'part.delta', part: t, from, text })
      from += text.length
    }
    add({ type: 'tool.called', call: c, message: a, tool: 'grep' })
    add({ type: 'tool.ready', call: c, arguments: { pattern: 'x' } })
    add({ type: 'step.settled', step: s, outcome: 'completed' })
    add({ type: 'tool.started', call: c, attempt: 1 })
    add({ type: 'tool.settled', call: c, outcome: 'completed', output: { json: { lines: turn } } })
    add({ type: 'run.settled', run: r, outcome: 'completed' })
    after = a ?? null
  }
  const header = {
    format: 'sluice.session.1',
    revision: 1,
    session: { agent: 'triage', id: 'long' },
    agent: { name: 'triage' },
  }
  const end = { end: { envelopes: lines.length, blobs: 0 } }
  return `${[header, ...lines, end].map(line => JSON.stringify(line)).join('\n')}\n`
}
