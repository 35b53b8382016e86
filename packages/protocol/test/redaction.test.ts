import { formatOffset, namedBlobs, redactSessionFile, secretRules } from '@sluice/protocol'
import { expect, test } from 'vitest'

const session = { agent: 'triage', id: 'bug-7' }
const actor = { kind: 'agent', id: 'triage' } as const
const logOf = (...events: readonly object[]) =>
  events.map((event, index) => ({
    offset: formatOffset(index + 1, 'aaaaaaaa'),
    at: index,
    actor,
    event: event as { type: string },
  }))
const KEY = 'sk-abcdefghijklmnop'
const masked = (text: string) => '•'.repeat(text.length)
const redact = (...events: readonly object[]) =>
  redactSessionFile({ session, envelopes: logOf(...events) }, secretRules)

test('[P2] what matches is masked in messages, arguments, outputs, state and answers, and keeps its length', () => {
  const { content, matches } = redact(
    { type: 'message.added', message: 'm1', parts: [{ part: 'p1', kind: 'text', text: `Use ${KEY}.` }] },
    { type: 'tool.ready', call: 'c1', arguments: { deep: [{ header: `Bearer abcdefgh.ijk` }] } },
    { type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: 'to ann@example.org' } },
    { type: 'state.patched', patch: [{ op: 'add', path: '/key', value: KEY }] },
  )
  expect(content.envelopes.map(({ event }) => event)).toEqual([
    {
      type: 'message.added',
      message: 'm1',
      parts: [{ part: 'p1', kind: 'text', text: `Use ${masked(KEY)}.` }],
    },
    { type: 'tool.ready', call: 'c1', arguments: { deep: [{ header: masked('Bearer abcdefgh.ijk') }] } },
    {
      type: 'tool.settled',
      call: 'c1',
      outcome: 'completed',
      output: { json: `to ${masked('ann@example.org')}` },
    },
    { type: 'state.patched', patch: [{ op: 'add', path: '/key', value: masked(KEY) }] },
  ])
  expect(matches).toEqual([
    { rule: 'keys', count: 2 },
    { rule: 'tokens', count: 1 },
    { rule: 'emails', count: 1 },
  ])
})

test('[P2] a secret that was streamed in pieces is masked in all of them, wherever it was cut', () => {
  for (let cut = 1; cut < KEY.length; cut++) {
    const { content } = redact(
      { type: 'part.delta', part: 'a', from: 0, text: `The key ${KEY.slice(0, cut)}` },
      { type: 'part.delta', part: 'b', from: 0, text: 'Another part.' },
      { type: 'part.delta', part: 'a', from: 8 + cut, text: `${KEY.slice(cut)} works` },
    )
    expect(content.envelopes.map(({ event }) => (event as { text?: string }).text)).toEqual([
      `The key ${masked(KEY.slice(0, cut))}`,
      'Another part.',
      `${masked(KEY.slice(cut))} works`,
    ])
  }
})

test('[P2] ids and types stay, also where they look like a secret', () => {
  const events = [
    { type: 'tool.called', call: KEY, message: KEY, tool: 'grep' },
    {
      type: 'message.added',
      message: KEY,
      role: 'user',
      after: KEY,
      parts: [{ part: KEY, kind: 'text', text: '' }],
    },
  ]
  expect(redact(...events).content.envelopes).toEqual(logOf(...events))
})

test('[P2] a key of __proto__ in a hostile log stays a key', () => {
  const hostile = JSON.parse(`{"type":"data.note","__proto__":{"polluted":"${KEY}"}}`) as object
  const [envelope] = redact(hostile).content.envelopes
  expect(JSON.stringify(envelope?.event)).toBe(
    `{"type":"data.note","__proto__":{"polluted":"${masked(KEY)}"}}`,
  )
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('[P2] a blob with a match is left out, one without stays', () => {
  const blobs = [
    { blob: 'a'.repeat(64), mediaType: 'text/plain', text: `key ${KEY}` },
    { blob: 'b'.repeat(64), mediaType: 'text/plain', text: 'nothing' },
  ]
  const redacted = redactSessionFile({ session, envelopes: [], blobs }, secretRules)
  expect(redacted.content.blobs).toEqual([blobs[1]])
  expect(redacted.blobsLeftOut).toBe(1)
})

test('[P1] the blobs that a log names are found however deep, each once', () => {
  const blob = { blob: 'a'.repeat(64), bytes: 3, mediaType: 'text/plain' }
  expect(
    namedBlobs(logOf({ type: 'step.started', context: blob }, { type: 'data.note', deep: [{ file: blob }] })),
  ).toEqual([blob])
})

test('[P2] with people masked, each person, host and command has one number throughout, and agents keep their names', () => {
  const by = (kind: 'person' | 'agent' | 'host', id: string, commandId?: string) => ({
    actor: { kind, id },
    ...(commandId === undefined ? {} : { commandId }),
  })
  const note = { type: 'data.note' }
  const events = logOf({ type: 'session.created', agent: 'triage', owner: 'ann' }, note, note, note)
  const causers = [
    by('person', 'ann', 'c-1'),
    by('agent', 'triage'),
    by('host', 'laptop-of-ann'),
    by('person', 'ann', 'c-1'),
  ]
  const envelopes = events.map((envelope, index) => ({ ...envelope, ...causers[index] }))
  const { content, matches } = redactSessionFile({ session, envelopes }, [], { people: true })
  expect(content.envelopes.map(({ actor, commandId }) => [actor.id, commandId])).toEqual([
    ['person-1', 'command-2'],
    ['triage', undefined],
    ['host-3', undefined],
    ['person-1', 'command-2'],
  ])
  expect(content.envelopes[0]?.event).toEqual({ type: 'session.created', agent: 'triage', owner: 'person-1' })
  expect(matches).toEqual([{ rule: 'people', count: 3 }])
  expect(redactSessionFile({ session, envelopes }, secretRules).content.envelopes).toEqual(envelopes)
})

test('[P2] a person whose id matches a rule has a number as well', () => {
  const [envelope] = logOf({ type: 'session.created', agent: 'triage', owner: 'ann@example.org' })
  const asked = {
    ...(envelope as NonNullable<typeof envelope>),
    actor: { kind: 'person' as const, id: 'ann@example.org' },
  }
  const { content, matches } = redactSessionFile({ session, envelopes: [asked] }, secretRules)
  expect(JSON.stringify(content.envelopes)).not.toContain('ann')
  const [first] = content.envelopes
  expect(first?.event).toMatchObject({ owner: first?.actor.id })
  expect(matches.find(({ rule }) => rule === 'emails')?.count).toBe(2)
})

test('[P2] the rules go through a long word once', () => {
  const text = 'y'.repeat(24_000_000)
  const { matches } = redact({
    type: 'message.added',
    message: 'm1',
    parts: [{ part: 'p1', kind: 'text', text }],
  })
  expect(matches.map(({ count }) => count)).toEqual([0, 0, 0])
})
