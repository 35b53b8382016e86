/** A session file with so many turns, each a run with two model calls and three tools: 21 events and 6 spans a turn. */
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
    const [q, r, s, a, f, b] = ['q', 'r', 's', 'a', 'f', 'b'].map(kind => `${kind}${turn}`)
    const said = (part: string, text: string) => [{ part: `${part}${turn}`, kind: 'text', text }]
    add({ type: 'message.added', message: q, role: 'user', after, parts: said('p', `Question ${turn}`) })
    add({ type: 'run.started', run: r, trigger: q })
    add({ type: 'step.started', step: s, run: r, kind: 'model', model: 'faux' })
    add({ type: 'message.added', message: a, role: 'assistant', after: q, run: r, step: s })
    const calls = ['x', 'y', 'z'].map(kind => `${kind}${turn}`)
    for (const call of calls) {
      add({ type: 'tool.called', call, message: a, tool: 'grep' })
      add({
        type: 'tool.ready',
        call,
        arguments: { pattern: `word ${turn}`, path: `src/file${turn % 97}.js` },
      })
    }
    add({ type: 'step.settled', step: s, outcome: 'completed' })
    for (const call of calls) add({ type: 'tool.started', call, attempt: 1 })
    for (const call of calls)
      add({ type: 'tool.settled', call, outcome: 'completed', output: { json: { lines: turn } } })
    add({ type: 'step.started', step: f, run: r, kind: 'model', model: 'faux' })
    const answer = said('t', `The last word of answer ${turn} after ${turn} lines.`)
    add({ type: 'message.added', message: b, role: 'assistant', after: a, run: r, step: f, parts: answer })
    add({ type: 'step.settled', step: f, outcome: 'completed' })
    add({ type: 'run.settled', run: r, outcome: 'completed' })
    after = b ?? null
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
