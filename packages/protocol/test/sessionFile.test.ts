import { createHash } from 'node:crypto'
import {
  type Envelope,
  fittingBlobs,
  formatOffset,
  formatSessionFile,
  parseSessionFile,
} from '@sluice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const session = { agent: 'triage', id: 'bug-7' }
const actor = { kind: 'agent', id: 'triage' } as const
const envelopeOf = (sequence: number, event: Envelope['event']): Envelope => ({
  offset: formatOffset(sequence, 'aaaaaaaa'),
  at: 1_000 + sequence,
  actor,
  event,
})
const created = { type: 'session.created', agent: 'triage', owner: 'ann' }
const envelopes = [created, { type: 'message.added', text: 'a\nb\u2028c' }, { type: 'later.happened' }].map(
  (event, index) => envelopeOf(index + 1, event),
)
const hashOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const binary = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
const blobs = [
  { blob: hashOf('Hello.'), mediaType: 'text/plain', text: 'Hello.' },
  { blob: hashOf(binary), mediaType: 'image/png', base64: Buffer.from(binary).toString('base64') },
]
const agent = { name: 'triage', tools: [{ name: 'read', parameters: { type: 'object' } }] }
const file = formatSessionFile({ session, agent, envelopes, blobs })
const lines = file.trimEnd().split('\n')

/** The file with one line in the place of another. */
const withLine = (index: number, line: string | object) =>
  `${lines.with(index, typeof line === 'string' ? line : JSON.stringify(line)).join('\n')}\n`

test('[P1] a session file holds a header, the log, the blobs and its end, and is read as it was written', async () => {
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'sluice.session.1', session, agent })
  expect(lines).toHaveLength(7)
  const parsed = await parseSessionFile(file)
  expect(parsed).toMatchObject({ ok: true, value: { header: { session, agent }, envelopes, blobs } })
  const plain = await parseSessionFile(formatSessionFile({ session, envelopes: [] }))
  expect(plain).toMatchObject({ ok: true, value: { header: { agent: { name: 'triage' } }, envelopes: [] } })
})

test('[P1] a file that was cut at any byte is known as such', async () => {
  for (let at = 0; at < file.length - 1; at += 7) {
    const parsed = await parseSessionFile(file.slice(0, at))
    expect(parsed.ok, `cut at ${at}`).toBe(false)
  }
  expect(await parseSessionFile(`${lines.slice(0, -1).join('\n')}\n`)).toEqual({
    ok: false,
    reason: 'Line 7 of the session file: the end is missing, so the file was cut. Export the session again.',
  })
})

test.each<[string, string, string]>([
  ['an empty file', '', 'Line 1 of the session file: it is not JSON.'],
  ['another file', '{"format":"har"}\n', 'so this is no session file.'],
  ['an array', '[]\n', 'Line 1 of the session file: it is not an object.'],
  ['a newer format', withLine(0, { format: 'sluice.session.2' }), 'which this version does not read. Update'],
  ['a header without a session', withLine(0, { format: 'sluice.session.1' }), 'Not a valid header at '],
  ['a line that is no JSON', withLine(2, '{"offset"'), 'Line 3 of the session file: it is not JSON.'],
  [
    'a malformed envelope',
    withLine(2, { offset: 'x' }),
    'Line 3 of the session file: Not a valid envelope at ',
  ],
  [
    'an offset out of order',
    withLine(3, envelopeOf(1, created)),
    'Line 4 of the session file: its offset does not',
  ],
  [
    'a log without its beginning',
    withLine(1, envelopeOf(1, { type: 'x' })),
    'the first event of a log is session.created',
  ],
  [
    'a blob of other content',
    withLine(4, { ...blobs[0], text: 'Goodbye.' }),
    'Line 5 of the session file: the content',
  ],
  [
    'a blob without content',
    withLine(4, { blob: blobs[0]?.blob, mediaType: 'x' }),
    'in either text or base64',
  ],
  ['a blob that is no base64', withLine(5, { ...blobs[1], base64: '!!' }), 'Not a valid blob at base64'],
  [
    'an event behind a blob',
    withLine(5, envelopeOf(9, created)),
    'Line 6 of the session file: events stand before',
  ],
  [
    'a line that is missing',
    `${lines.toSpliced(2, 1).join('\n')}\n`,
    'was written with 3 events and 2 blobs and has 2',
  ],
  ['something behind the end', `${file}{}\n`, 'Line 8 of the session file: it stands behind the end'],
  [
    'an event that is nested without end',
    withLine(3, `{"deep":${'['.repeat(3_000)}${']'.repeat(3_000)}}`),
    'Line 4 of the session file: it is nested more than 500 levels deep',
  ],
  [
    'a time of which there is no date',
    withLine(3, { ...envelopeOf(3, created), at: 9e15 }),
    'Line 4 of the session file: its time is later than any date',
  ],
  ['a prototype for a line', withLine(2, '{"__proto__":{"end":{"envelopes":0,"blobs":0}}}'), 'Line 3'],
])('[P1] %s is refused with the line and the reason', async (_, text, reason) => {
  const parsed = await parseSessionFile(text)
  expect(parsed).toEqual({ ok: false, reason: expect.stringContaining(reason) })
})

test('[P1] whatever is changed in a file, reading it never throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: file.length - 1 }),
      fc.string({ maxLength: 4 }),
      fc.integer({ min: 0, max: 9 }),
      async (at, text, removed) => {
        const parsed = await parseSessionFile(file.slice(0, at) + text + file.slice(at + removed))
        expect(typeof parsed.ok).toBe('boolean')
      },
    ),
  )
})

test('[P1] of more content than a page can hold, what a session is made of is put into a file first, and the newest model calls', () => {
  const blobOf = (name: string, bytes: number) => ({ blob: hashOf(name), bytes, mediaType: 'text/plain' })
  const [first, second, third] = ['1', '2', '3'].map(name => blobOf(name, 40))
  const output = { file: blobOf('output', 30) }
  const log = [
    created,
    { type: 'step.started', step: 's1', context: first },
    { type: 'step.started', step: 's2', context: second },
    { type: 'tool.settled', call: 'c1', outcome: 'completed', output },
    { type: 'step.started', step: 's3', context: third },
    { type: 'step.started', step: 's4', context: third },
  ].map((event, index) => envelopeOf(index + 1, event))
  expect(fittingBlobs(log, 120)).toEqual({ blobs: [output.file, third, second], leftOut: 1 })
  expect(fittingBlobs(log).leftOut).toBe(0)
  expect(fittingBlobs(log, 0)).toEqual({ blobs: [], leftOut: 4 })
})
