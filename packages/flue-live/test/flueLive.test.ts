import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { useModel } from '@flue/runtime'
import { type Flue, start } from '@flue/runtime/node'
import { createAgentRouter } from '@flue/runtime/routing'
import { createFlueClient } from '@flue/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlueFetch, type FlueLive, flueLive, type LivePiece } from '../src/index.ts'

// Flue has a pi-ai of its own, and a provider of another copy is none to it.
const flue = findPackageJSON('@flue/runtime', import.meta.url) ?? ''
const piAi = dirname(findPackageJSON('@earendil-works/pi-ai', pathToFileURL(flue)) ?? '')
const { fauxAssistantMessage, fauxProvider, fauxText, fauxThinking } = (await import(
  pathToFileURL(join(piAi, 'dist/index.js')).href
)) as typeof import('@earendil-works/pi-ai')

const THOUGHT = 'The person greets, so a greeting is due.'
const ANSWER = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')

const faux = fauxProvider({
  api: 'faux',
  provider: 'faux',
  models: [{ id: 'm', reasoning: true }],
  tokensPerSecond: 60,
})
const answer = () => {
  faux.appendResponses([answer])
  return fauxAssistantMessage([fauxThinking(THOUGHT), fauxText(ANSWER)])
}
faux.setResponses([answer, answer, answer])

function Helper() {
  useModel('faux/m', { thinkingLevel: 'low' })
  return 'Help.'
}

function Other() {
  useModel('faux/m', { thinkingLevel: 'low' })
  return 'Help otherwise.'
}

let live: FlueLive
let runtime: Flue
let plain: FlueFetch
let served: FlueFetch
let servedOther: FlueFetch

/** Serves an agent where its address says. */
const routeOf = (agent: typeof Helper): FlueFetch => {
  const router = createAgentRouter(agent)
  return request => {
    const url = new URL(request.url)
    url.pathname = url.pathname.replace('/agents/helper', '')
    return router.fetch(new Request(url, request))
  }
}

beforeAll(async () => {
  live = flueLive()
  runtime = await start({ agents: [Helper, Other], providers: [faux.provider as never] })
  plain = routeOf(Helper)
  served = live.serve(Helper, plain)
  servedOther = live.serve(Other, routeOf(Other))
})
afterAll(async () => {
  await live.dispose()
  await runtime.stop()
})

const address = (id: string): string => `http://flue.test/agents/helper/${id}`

const say = (id: string, body = 'Hi.', fetch = served) =>
  fetch(
    new Request(address(id), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'user', body }),
    }),
  )

interface Heard {
  readonly name: string
  readonly data: string
  readonly at: number
}

/** Reads a stream of updates until a submission is settled: its events, and its text as it came. */
async function read(id: string, fetch: FlueFetch): Promise<{ events: readonly Heard[] }> {
  const response = await fetch(new Request(`${address(id)}?view=updates&offset=-1&live=sse`))
  const decoder = new TextDecoder()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const events: Heard[] = []
  let [text, rest] = ['', '']
  while (!text.includes('submission-settled')) {
    const { value: bytes, done } = await reader.read()
    if (done) break
    const value = decoder.decode(bytes, { stream: true })
    text += value
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
      events.push({ name: field('event'), data: field('data'), at: performance.now() })
    }
  }
  await reader.cancel()
  return { events }
}

const piecesOf = (events: readonly Heard[]): readonly LivePiece[] =>
  events.flatMap(({ name, data }) => (name === 'live' ? [JSON.parse(data) as LivePiece] : []))

interface Chunk {
  readonly type: string
  readonly kind?: string
  readonly delta?: string
  readonly turnId?: string
}
const chunksOf = (events: readonly Heard[]): readonly Chunk[] =>
  events.flatMap(({ name, data }) => (name === 'data' ? (JSON.parse(data) as Chunk[]) : []))

const textOf = (said: readonly { kind?: string; delta?: string }[], kind: string): string =>
  said.flatMap(each => (each.kind === kind ? [each.delta ?? ''] : [])).join('')

test('[FL2] what the model says is there when it says it, and the same as what Flue says later', async () => {
  await say('early')
  const { events } = await read('early', served)
  const pieces = piecesOf(events)
  const chunks = chunksOf(events)
  expect([textOf(pieces, 'reasoning'), textOf(pieces, 'text')]).toEqual([THOUGHT, ANSWER])
  expect([textOf(chunks, 'reasoning'), textOf(chunks, 'text')]).toEqual([THOUGHT, ANSWER])
  expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, index) => index))
  const started = chunks.find(({ type }) => type === 'message-started')
  expect(new Set(pieces.map(({ turnId }) => turnId))).toEqual(new Set([started?.turnId]))
  // In the middle of a second of Flue's.
  const gaps = (names: string) => {
    const times = events
      .filter(({ name, data }) => name === names && data.includes('delta'))
      .map(({ at }) => at)
    return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
  }
  expect(gaps('live')).toBeLessThan(gaps('data') / 2)
})

test('[FL1] Flue says what it says without the add-on, and its own client reads both', async () => {
  await say('same')
  const [withIt, without] = await Promise.all([read('same', served), read('same', plain)])
  expect(chunksOf(withIt.events).filter(({ type }) => type !== 'stream-checkpoint')).toEqual(
    chunksOf(without.events).filter(({ type }) => type !== 'stream-checkpoint'),
  )
  const client = createFlueClient({
    // The server names a conversation by the path that it sees.
    url: 'http://flue.test/same',
    fetch: async (input, init) => served(new Request(input, init)),
  })
  const receipt = await client.send({ message: { kind: 'user', body: 'Hi.' } })
  expect((await client.read(receipt)).text).toBe(ANSWER)
})

test('[FL3] who comes in the middle gets no pieces from before, and the text from Flue', async () => {
  await say('late')
  await new Promise(resolve => setTimeout(resolve, 700))
  const { events } = await read('late', served)
  const pieces = piecesOf(events)
  expect(pieces[0]?.index).toBeGreaterThan(0)
  expect(textOf(chunksOf(events), 'text')).toBe(ANSWER)
})

test('[FL4] pieces of another conversation are not said', async () => {
  await Promise.all([say('one'), say('other')])
  const [one, other] = await Promise.all([read('one', served), read('other', served)])
  const turns = [one, other].map(({ events }) => new Set(piecesOf(events).map(({ turnId }) => turnId)))
  expect(turns.map(({ size }) => size)).toEqual([1, 1])
  expect(turns[0]).not.toEqual(turns[1])
})

test('[FL4] pieces of another agent whose conversation has the same id are not said', async () => {
  await Promise.all([say('shared'), say('shared', 'Hi.', servedOther)])
  const both = await Promise.all([read('shared', served), read('shared', servedOther)])
  for (const { events } of both) {
    const started = chunksOf(events).find(({ type }) => type === 'message-started')
    expect(new Set(piecesOf(events).map(({ turnId }) => turnId))).toEqual(new Set([started?.turnId]))
  }
})
