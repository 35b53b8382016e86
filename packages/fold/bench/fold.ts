import { emptyView, fold, type View } from '@sluice/fold'
import { type Envelope, type Event, formatOffset, readServerFrame } from '@sluice/protocol'
import { inTurns, microsecondsPerCall } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atLeast, atMost, type BenchReport, type BenchRow, rounded } from '../../../scripts/bench/report.ts'
import { measureAiSdk } from './fold/aiSdk.ts'
import { createFlueConversation } from './fold/flue.ts'

const ROUNDS = 7

/** Deltas after which the message begins anew: about the length of an answer. */
const DELTAS = 500

/** The text of one delta, about a token. */
const TOKEN = ' token'

/** Makes a log of so many messages whose last one streams, behind so many settled parts. */
function streamingView(messages: number, parts: number): View {
  const events: Event[] = [{ type: 'session.created', agent: 'triage', owner: 'ann' }]
  let after: string | null = null
  for (let index = 0; index < messages - 1; index++) {
    const message: string = `m${index}`
    const text = `Message ${index}: the quick brown fox jumps over the lazy dog.`
    events.push({
      type: 'message.added',
      message,
      role: index % 2 === 0 ? 'user' : 'assistant',
      after,
      parts: [{ part: `p${index}`, kind: 'text', text }],
    })
    after = message
  }
  events.push(
    { type: 'run.started', run: 'run' },
    { type: 'step.started', step: 'step', run: 'run', kind: 'model' },
  )
  events.push({
    type: 'message.added',
    message: 'answer',
    role: 'assistant',
    after,
    run: 'run',
    step: 'step',
  })
  for (let index = 0; index < parts; index++) {
    events.push({ type: 'part.added', message: 'answer', part: `part${index}`, kind: 'text' })
    if (index < parts - 1) events.push({ type: 'part.settled', part: `part${index}` })
  }
  return fold(
    emptyView,
    events.map((event, index) => envelopeOf(index + 1, event)),
  )
}

function envelopeOf(sequence: number, event: Event): Envelope {
  return {
    offset: formatOffset(sequence, 'k3j9x2ab'),
    at: 1_800_000_000_000,
    actor: { kind: 'agent', id: 'triage' },
    event,
  }
}

/** Microseconds from the text of a frame with one delta to the new view. */
function measureOurs(messages: number, parts: number): number {
  const start = streamingView(messages, parts)
  const first = Number(start.offset?.slice(0, 16)) + 1
  const part = `part${parts - 1}`
  const frames = Array.from({ length: DELTAS }, (_, index) => {
    const event: Event = { type: 'part.delta', part, from: index * TOKEN.length, text: TOKEN }
    const envelope = envelopeOf(first + index, event)
    return JSON.stringify({
      type: 'events',
      channel: 1,
      after: formatOffset(first + index - 1, 'k3j9x2ab'),
      envelopes: [envelope],
    })
  })
  let view = start
  return microsecondsPerCall(
    call => {
      const index = call % frames.length
      if (index === 0) view = start
      const frame = readServerFrame(frames[index])
      if (frame?.type !== 'events') throw new Error('A frame of the benchmark did not parse.')
      view = fold(view, frame.envelopes)
      if (view.faults.count > 0) throw new Error('A delta of the benchmark did not fit.')
    },
    { forMs: 300, batch: 500 },
  )
}

/** Microseconds from the text of one chunk to the state that Flue's hook renders. */
function measureFlue(messages: number, parts: number): number {
  const conversation = createFlueConversation(messages, parts, TOKEN, DELTAS)
  return microsecondsPerCall(call => conversation.apply(call), { forMs: 300, batch: 50 })
}

const sizes = [
  [10, 1],
  [1_000, 1],
  [10_000, 1],
  [10, 1_000],
  [10_000, 1_000],
] as const

const measures = {
  ours: measureOurs,
  flue: measureFlue,
  aiSdk: (messages: number, parts: number) => measureAiSdk(messages, parts, TOKEN),
}

/** Measures one delta, JSON parse included, at several lengths of a conversation and of a message. */
export async function run(): Promise<BenchReport> {
  const subjects = sizes.flatMap(([messages, parts]) =>
    Object.entries(measures).map(
      ([name, measure]) => [`${name}/${messages}/${parts}`, () => measure(messages, parts)] as const,
    ),
  )
  const spreads = await inTurns<string>(Object.fromEntries(subjects), { rounds: ROUNDS })
  const at = (name: keyof typeof measures, messages: number, parts = 1) =>
    spreads[`${name}/${messages}/${parts}`]?.median ?? Number.NaN
  const results = sizes.map(
    ([messages, parts]): BenchRow => ({
      messages,
      parts,
      'sluice µs per delta': rounded(at('ours', messages, parts)),
      'flue µs per delta': rounded(at('flue', messages, parts)),
      'ai sdk µs per delta': rounded(at('aiSdk', messages, parts)),
      'flue : sluice': rounded(at('flue', messages, parts) / at('ours', messages, parts)),
      'ai sdk : sluice': rounded(at('aiSdk', messages, parts) / at('ours', messages, parts)),
    }),
  )
  return {
    peers: peerVersions(import.meta.url, ['@flue/sdk', '@flue/react', '@ai-sdk/react', 'ai']),
    results,
    limits: [
      atMost('cost at 10,000 messages : at 10', at('ours', 10_000) / at('ours', 10), 1.2),
      atMost('cost at 1,000 parts : at 1', at('ours', 10, 1_000) / at('ours', 10), 1.2),
      atLeast('flue : sluice at 10,000 messages', at('flue', 10_000) / at('ours', 10_000), 500),
      atLeast('ai sdk : sluice at 10,000 messages', at('aiSdk', 10_000) / at('ours', 10_000), 20),
      atMost('sluice : flue at 10 messages', at('ours', 10) / at('flue', 10), 1),
      atMost('sluice : ai sdk at 10 messages', at('ours', 10) / at('aiSdk', 10), 1),
    ],
  }
}
