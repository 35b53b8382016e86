import { type Envelope, parseEnvelope, parseEvent } from '@sluice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Stage } from './support/createStage.ts'
import { type Entry, type Fixture, type Frame, fixtureNames, readFixture } from './support/fixture.ts'
import './support/loaded.ts'
import { playFixture } from './support/playFixture.ts'

/** What a page shows in the end, but for ids that its own clock and commands made. */
const shownBy = ({ session }: Stage) => ({
  messages: session
    .messages()
    .getSnapshot()
    .map(({ role, status, parts }) => ({
      role,
      status,
      parts: parts.map(part =>
        'text' in part
          ? [part.kind, part.text, part.status]
          : part.kind === 'tool-call'
            ? [part.tool, part.status, part.output, part.approval?.status]
            : [part.kind],
      ),
    })),
  run: session.run().getSnapshot()?.status,
  state: session.state().getSnapshot(),
  faults: session.getView().faults.count,
})

const all = fixtureNames.map(readFixture)
const fixtures = fc.constantFrom(...all)
const isPiece = (frame: Frame): boolean => frame.type === 'cf_agent_use_chat_response'
/** Those in which no page and no person has to answer, so that any cut can be gone on with. */
const plain = fc.constantFrom(
  ...['text', 'reasoning', 'tool', 'parallelTools', 'failingTool', 'stop'].map(readFixture),
)

/** The transcript of the server after a part of the traffic: what was sent, and the answers that were ended. */
function transcriptAfter({ transcript }: Fixture, past: readonly Entry[]): readonly Frame[] {
  const text = JSON.stringify(past)
  const ended = past.flatMap(entry =>
    entry[0] === 'in' && isPiece(entry[1]) && entry[1].done ? [entry[1].id] : [],
  )
  const answers = past.flatMap(entry =>
    entry[0] === 'in' && ended.includes(entry[1].id)
      ? (/"messageId":"([^"]+)"/.exec(`${entry[1].body}`)?.[1] ?? [])
      : [],
  )
  return (transcript ?? []).filter(({ id, role }) =>
    role === 'user' ? text.includes(`${id}`) : answers.includes(`${id}`),
  )
}

/** What a server says to a page that comes back: the transcript, and the answer that is being written from its beginning. */
function comeBack(fixture: Fixture, past: readonly Entry[]): readonly Entry[] {
  const ours = past.flatMap(entry => (entry[0] === 'out' && entry[1].init ? [entry[1].id] : []))
  const request = ours.at(-1)
  const said = past.flatMap(entry =>
    entry[0] === 'in' && entry[1].id === request && isPiece(entry[1]) ? [entry[1]] : [],
  )
  const isOpen = request !== undefined && !said.some(({ done }) => done)
  const opening: readonly Entry[] = [
    ['closed', 1006, ''],
    ['open'],
    ['in', { type: 'cf_agent_identity', name: 'room-1', agent: fixture.agent }],
    ['get', 200, transcriptAfter(fixture, past)],
  ]
  if (!isOpen) return [...opening, ['in', { type: 'cf_agent_stream_resume_none', reason: 'idle' }]]
  const offer: Entry = ['in', { type: 'cf_agent_stream_resuming', id: request }]
  const again = said.map((frame): Entry => ['in', { ...frame, replay: true }])
  const isOver = { ...said.at(-1), type: 'cf_agent_use_chat_response', id: request, body: '', done: false }
  return said.length === 0
    ? [...opening, ['in', { type: 'cf_agent_stream_pending', id: request }]]
    : [...opening, offer, ...again, ['in', { ...isOver, seq: undefined, replay: true, replayComplete: true }]]
}

test(
  '[A5] a connection that is cut anywhere shows in the end what one shows that is not',
  { timeout: 120_000 },
  () =>
    fc.assert(
      fc.asyncProperty(
        plain,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 3 }),
        async (fixture, cuts) => {
          const { traffic } = fixture
          const first = traffic.findIndex(([kind]) => kind === 'get') + 1
          const places = cuts
            .map(cut => first + Math.floor(cut * (traffic.length - first)))
            .sort((a, b) => b - a)
          const cut = places.reduce<readonly Entry[]>(
            (entries, at) => entries.toSpliced(at, 0, ...comeBack(fixture, traffic.slice(0, at))),
            traffic,
          )
          expect(shownBy(await playFixture({ ...fixture, traffic: cut }))).toEqual(
            shownBy(await playFixture(fixture)),
          )
        },
      ),
      { numRuns: 60 },
    ),
)

test('[A13] what the server says twice changes nothing', { timeout: 120_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      fixtures,
      fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
      async (fixture, places) => {
        const repeated = [...places]
          .map(place => place % fixture.traffic.length)
          .sort((a, b) => b - a)
          .reduce<readonly Entry[]>((entries, at) => {
            const entry = entries[at]
            return entry?.[0] === 'in' ? entries.toSpliced(at, 0, entry) : entries
          }, fixture.traffic)
        expect(shownBy(await playFixture({ ...fixture, traffic: repeated }))).toEqual(
          shownBy(await playFixture(fixture)),
        )
      },
    ),
    { numRuns: 60 },
  ),
)

/** What is an application's own. */
const payloads = new Set(['input', 'output', 'data', 'result', 'args'])

/** The same with fields that nobody knows, in every object but what is an application's own. */
function strange(value: unknown, key = ''): unknown {
  if (payloads.has(key) || (key === 'state' && typeof value === 'object')) return value
  if (key === 'body' && typeof value === 'string' && value.startsWith('{'))
    return JSON.stringify(strange(JSON.parse(value)))
  if (Array.isArray(value)) return value.map(item => strange(item))
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).map(([name, item]) => [name, strange(item, name)])
  return Object.fromEntries([...known, ['later', { at: 1 }]])
}

test.each(fixtureNames)('[A1] fields that a later server may add change nothing of %s', async name => {
  const fixture = readFixture(name)
  const traffic = fixture.traffic.map(
    (entry): Entry => (entry[0] === 'in' ? ['in', strange(entry[1]) as Frame] : entry),
  )
  expect(shownBy(await playFixture({ ...fixture, traffic }))).toEqual(shownBy(await playFixture(fixture)))
})

test.each(fixtureNames)('[A1] fields that an earlier server leaves out are not missed in %s', async name => {
  const fixture = readFixture(name)
  const traffic = fixture.traffic.map((entry): Entry => {
    if (entry[0] !== 'in') return entry
    const { seq, messageIds, probeId, stateFollows, ...frame } = entry[1]
    return ['in', frame]
  })
  expect(shownBy(await playFixture({ ...fixture, traffic }))).toEqual(shownBy(await playFixture(fixture)))
})

test('[A1] frames that are none are counted and passed over', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.string())), fc.nat(), async (texts, place) => {
      const fixture = readFixture('tool')
      const stage = await playFixture(fixture)
      const before = shownBy(stage)
      for (const text of texts) stage.sockets.at(-1)?.listener.message(text)
      stage.sockets.at(-1)?.listener.message(place)
      await stage.pass(100)
      expect(shownBy(stage)).toEqual(before)
    }),
    { numRuns: 20 },
  ),
)

test.each(fixtureNames)(
  '[A4] every event of %s is one of the protocol, and the same input gives the same',
  async name => {
    const collect = async (): Promise<Envelope[]> => {
      const envelopes: Envelope[] = []
      const stage = await playFixture(readFixture(name), frame => {
        if (frame.type === 'events') envelopes.push(...(frame.envelopes as Envelope[]))
      })
      stage.client.close()
      return envelopes
    }
    const envelopes = await collect()
    for (const envelope of envelopes) {
      expect(parseEnvelope(envelope)).toMatchObject({ ok: true })
      expect(parseEvent(envelope.event)).toMatchObject({ ok: true })
    }
    expect(await collect()).toEqual(envelopes)
  },
)
