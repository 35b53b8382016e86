import { registerHooks } from 'node:module'

interface FlueSdk {
  assertConversationStreamChunk(value: unknown): object
  createConversationStreamState(snapshot: object): object
  applyConversationChunk(state: object, chunk: object): object
}

interface FlueReact {
  emptyAgentState: object
  reduceAgentEvent(state: object, event: object): object
  publicSnapshot(state: object): object
}

/** What the packages keep to themselves and a benchmark of their reducers needs. */
const internals: Readonly<Record<string, string>> = {
  '/@flue/sdk/dist/index.mjs':
    'assertConversationStreamChunk, createConversationStreamState, applyConversationChunk',
  '/@flue/react/dist/index.mjs': 'emptyAgentState, reduceAgentEvent, publicSnapshot',
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const names = Object.entries(internals).find(([end]) => url.endsWith(end))?.[1]
    if (names === undefined) return loaded
    return { ...loaded, source: `${String(loaded.source)}\nexport { ${names} }` }
  },
})

const sdk = (await import('@flue/sdk')) as unknown as FlueSdk
const react = (await import('@flue/react')) as unknown as FlueReact

/** Ids as a Flue server makes them. */
const conversationId = 'conv_01M81P2XSBGNE4SPKJZMVWWR2X'
const messageId = (index: number) => `entry_01M81P2XTHB6AY1W99Z5${String(index).padStart(6, '0')}`

/** A conversation as `@flue/sdk` and `@flue/react` hold it, driven from the text of a chunk to the snapshot that the hook renders. */
export function createFlueConversation(
  count: number,
  parts: number,
  delta: string,
  deltas: number,
): { apply(call: number): void } {
  const messages = Array.from({ length: count }, (_, index) => ({
    id: messageId(index),
    role: index % 2 === 0 ? 'user' : 'assistant',
    purpose: index % 2 === 0 ? 'user' : 'assistant',
    display: 'visible',
    submissionId: `sub_${index}`,
    parts: [
      { type: 'text', text: `Message ${index}: the quick brown fox jumps over the lazy dog.`, state: 'done' },
    ],
  }))
  const last = messages[count - 1]
  if (last !== undefined) {
    last.role = 'assistant'
    // Flue merges neighbours of one kind, so the kinds take turns and the last one is the text that streams.
    last.parts = Array.from({ length: parts }, (_, index) => ({
      type: (parts - 1 - index) % 2 === 0 ? 'text' : 'reasoning',
      text: '',
      state: index === parts - 1 ? 'streaming' : 'done',
    }))
  }
  const snapshot = {
    v: 1,
    conversationId,
    offset: '0000000000000000_0000000000000000',
    messages,
    settlements: [],
  }
  const start = sdk.createConversationStreamState(snapshot)
  let conversation = start
  let state = react.emptyAgentState
  const events = Array.from(
    { length: deltas },
    (_, index) =>
      `[{"type":"message-delta","conversationId":"${conversationId}","messageId":"${messageId(count - 1)}","kind":"text","delta":${JSON.stringify(delta)},"position":{"batch":${index},"index":0}}]`,
  )
  return {
    apply(call) {
      if (call % deltas === 0) conversation = start
      for (const value of JSON.parse(events[call % deltas] as string) as unknown[]) {
        conversation = sdk.applyConversationChunk(conversation, sdk.assertConversationStreamChunk(value))
      }
      state = react.reduceAgentEvent(state, { type: 'local_observation', conversation, phase: 'live' })
      react.publicSnapshot(state)
    },
  }
}
