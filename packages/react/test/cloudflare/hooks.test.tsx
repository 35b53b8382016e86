import { useAgent, useAgentCall, useAgentChat } from '@sluice/react/cloudflare'
import { act, renderHook } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { createAgentServer, soon } from './support/createAgentServer.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const address = { agent: 'Chat', name: 'room-1', host: 'agents.example.com' }
const user = (id: string, text: string) => ({ id, role: 'user', parts: [{ type: 'text', text }] })
const answer = (id: string, ...parts: readonly object[]) => ({ id, role: 'assistant', parts })
const text = (said: string) => ({ type: 'text', text: said, state: 'done' })
const piece = (id: unknown, seq: number, chunk: object, more: object = {}) => ({
  type: 'cf_agent_use_chat_response',
  id,
  seq,
  body: JSON.stringify(chunk),
  done: false,
  ...more,
})
const end = (id: unknown, more: object = {}) => ({
  type: 'cf_agent_use_chat_response',
  id,
  body: '',
  done: true,
  ...more,
})

const bodyOf = (frame: { readonly init?: unknown } = {}) =>
  JSON.parse((frame.init as { readonly body: string }).body) as { readonly messages: readonly object[] }

function renderChat(options: Partial<Parameters<typeof useAgentChat>[0]> = {}) {
  const server = createAgentServer()
  const { result } = renderHook(() => {
    const agent = useAgent(address)
    return { agent, chat: useAgentChat({ agent, ...options }) }
  })
  const sent = (type: string) => server.received.filter(frame => frame.type === type)
  const texts = () =>
    result.current.chat.messages.map(({ parts }) =>
      parts.map(part => ('text' in part ? part.text : part.type)),
    )
  return { server, result, sent, texts, chat: () => result.current.chat }
}

test('[C7] an agent gives its state, takes another one, and says when the server would not have it', async () => {
  const server = createAgentServer()
  const onStateUpdate = vi.fn()
  const onStateUpdateError = vi.fn()
  const onIdentity = vi.fn()
  const { result } = renderHook(() =>
    useAgent<{ count: number }>({ ...address, onStateUpdate, onStateUpdateError, onIdentity }),
  )
  expect([result.current.state, result.current.identified]).toEqual([undefined, false])
  const { ready } = result.current
  await server.accept(null, { type: 'cf_agent_state', state: { count: 7 } })
  await ready
  expect([result.current.state, result.current.identified, result.current.name]).toEqual([
    { count: 7 },
    true,
    'room-1',
  ])
  expect(onIdentity).toHaveBeenCalledWith('room-1', 'chat')
  act(() => result.current.setState({ count: -1 }))
  await soon()
  expect(result.current.state).toEqual({ count: -1 })
  const pings = server.received.filter(({ type }) => type === 'rpc')
  await server.says(
    { type: 'cf_agent_state_error', error: 'State update rejected' },
    ...pings.map(({ id }) => ({ type: 'rpc', id, success: false, error: 'none' })),
  )
  expect(result.current.state).toEqual({ count: 7 })
  expect(onStateUpdateError).toHaveBeenCalledWith('State update rejected')
  expect(onStateUpdate.mock.calls).toEqual([
    [{ count: 7 }, 'server'],
    [{ count: -1 }, 'client'],
  ])
})

test('[A14] a method is called by name, by the stub and by useAgentCall', async () => {
  const server = createAgentServer()
  const { result } = renderHook(() => {
    const agent = useAgent(address)
    return { agent, add: useAgentCall<number>(agent, 'add', { stream: true }) }
  })
  await server.accept(null)
  const chunks: unknown[] = []
  const called = result.current.agent.call('countTo', [2], { onChunk: chunk => chunks.push(chunk) })
  const stubbed = result.current.agent.stub.add?.(1, 2)
  const [first, second] = server.received.filter(({ type }) => type === 'rpc')
  expect(second).toMatchObject({ method: 'add', args: [1, 2] })
  await server.says(
    { type: 'rpc', id: first?.id, success: true, done: false, result: 1 },
    { type: 'rpc', id: first?.id, success: true, done: true, result: 2 },
    { type: 'rpc', id: second?.id, success: true, done: true, result: 3 },
  )
  expect([await called, await stubbed, chunks]).toEqual([2, 3, [1]])

  let rejected: unknown
  act(() => {
    result.current.add.call(4).catch((cause: unknown) => {
      rejected = cause
    })
  })
  expect(result.current.add.status).toBe('calling')
  await server.says({
    type: 'rpc',
    id: server.received.at(-1)?.id,
    success: true,
    done: false,
    result: 'half',
  })
  expect(result.current.add.chunks).toEqual(['half'])
  act(() => result.current.add.cancel())
  await soon()
  expect([result.current.add.status, rejected]).toMatchObject([
    'failed',
    { code: 'cancelled', maybeExecuted: true },
  ])
})

test('[C7] a chat sends, streams and ends', async () => {
  const onTurnEnd = vi.fn()
  const onFinish = vi.fn()
  const { server, sent, texts, chat } = renderChat({ onTurnEnd, onFinish, body: { zone: 'UTC' } })
  await server.accept([user('u0', 'Hi.'), answer('a0', text('Hello.'))])
  expect([texts(), chat().status]).toEqual([[['Hi.'], ['Hello.']], 'ready'])
  await act(() => chat().sendMessage({ text: 'Count.', metadata: { from: 'here' } }))
  await soon()
  expect([texts().at(-1), chat().status]).toEqual([['Count.'], 'submitted'])
  const [request] = sent('cf_agent_use_chat_request')
  expect(bodyOf(request)).toMatchObject({
    zone: 'UTC',
    trigger: 'submit-message',
    messages: [
      {
        id: request?.id,
        role: 'user',
        metadata: { from: 'here' },
        parts: [{ type: 'text', text: 'Count.' }],
      },
    ],
  })
  await server.says(
    piece(request?.id, 0, { type: 'start', messageId: 'a1' }),
    piece(request?.id, 1, { type: 'text-start', id: '0' }),
    piece(request?.id, 2, { type: 'text-delta', id: '0', delta: 'one ' }),
  )
  expect([texts().at(-1), chat().status, chat().isServerStreaming]).toEqual([['one '], 'streaming', false])
  await server.says(end(request?.id, { messageIds: [request?.id] }))
  expect([texts().length, chat().status]).toEqual([4, 'ready'])
  expect(onTurnEnd.mock.calls).toEqual([
    [{ requestId: request?.id, messageIds: [request?.id], outcome: 'completed', replay: false }],
  ])
  expect(onFinish).toHaveBeenCalledTimes(1)
})

test('[A3] a turn that ended while the page was away is whole, and the next message is sent alone', async () => {
  const { server, sent, texts, chat } = renderChat()
  await server.accept([])
  await act(() => chat().sendMessage({ text: 'Count.' }))
  const [{ id } = {}] = sent('cf_agent_use_chat_request')
  await server.says(
    piece(id, 0, { type: 'start', messageId: 'a1' }),
    piece(id, 1, { type: 'text-delta', id: '0', delta: 'one ' }),
  )
  await server.drop()
  expect([texts(), chat().error]).toEqual([[['Count.'], ['one ']], undefined])
  await soon(600)
  await server.accept([user(`${id}`, 'Count.'), answer('a1', text('one two three'))])
  expect([texts(), chat().status]).toEqual([[['Count.'], ['one two three']], 'ready'])
  await act(() => chat().sendMessage({ text: 'More.' }))
  await soon()
  const last = sent('cf_agent_use_chat_request').at(-1)
  expect(bodyOf(last).messages).toHaveLength(1)
})

test('[A9] a message whose arrival is not known is sent again by itself, and not where the server has it', async () => {
  const { server, sent, texts, chat } = renderChat()
  await server.accept([])
  await act(() => chat().sendMessage({ text: 'Count.' }))
  const [{ id } = {}] = sent('cf_agent_use_chat_request')
  await server.drop()
  await soon(600)
  await server.accept([user(`${id}`, 'Count.')])
  expect([texts(), sent('cf_agent_use_chat_request').length]).toEqual([[['Count.']], 1])
})

test('[C7] a call that waits for a page is done once, and one that waits for a person when it is answered', async () => {
  const onToolCall = vi.fn(({ toolCall, addToolOutput }) =>
    addToolOutput({ toolCallId: toolCall.toolCallId, output: { colour: 'red' } }),
  )
  const { server, sent, chat } = renderChat({ onToolCall })
  await server.accept([])
  await act(() => chat().sendMessage({ text: 'Pick.' }))
  const [{ id } = {}] = sent('cf_agent_use_chat_request')
  await server.says(
    piece(id, 0, { type: 'start', messageId: 'a1' }),
    piece(id, 1, { type: 'tool-input-available', toolCallId: 'c1', toolName: 'pick', input: { from: 2 } }),
    end(id, { messageIds: [id] }),
  )
  await soon()
  expect(onToolCall.mock.calls[0]?.[0].toolCall).toEqual({
    toolCallId: 'c1',
    toolName: 'pick',
    input: { from: 2 },
  })
  expect(sent('cf_agent_tool_result')).toMatchObject([
    { toolCallId: 'c1', output: { colour: 'red' }, autoContinue: true },
  ])
  const asks = {
    type: 'tool-remove',
    toolCallId: 'c2',
    state: 'approval-requested',
    input: {},
    approval: { id: 'q1' },
  }
  await server.says({
    type: 'cf_agent_chat_messages',
    messages: [user(`${id}`, 'Pick.'), answer('a1', asks)],
  })
  act(() => chat().addToolApprovalResponse({ id: 'q1', approved: false }))
  await soon()
  expect(sent('cf_agent_tool_approval')).toMatchObject([{ toolCallId: 'c2', approved: false }])
  expect(onToolCall).toHaveBeenCalledTimes(1)
})

test('[A11] a connection that the server wants no more of is told of', async () => {
  const server = createAgentServer()
  const onConnectionError = vi.fn()
  const { result } = renderHook(() => useAgent({ ...address, onConnectionError }))
  await server.accept([])
  await server.drop(4401, 'You may not.')
  expect(result.current.connectionError).toMatchObject({ code: 4401, reason: 'You may not.' })
  expect(onConnectionError).toHaveBeenCalledTimes(1)
})

test('[C7] another answer is asked for with the body, the tools of the page and what prepareSendMessagesRequest adds', async () => {
  const prepareSendMessagesRequest = vi.fn(() => ({ body: { at: 5, tone: 'plain' } }))
  const { server, sent, chat } = renderChat({
    body: () => ({ token: 'x' }),
    tools: { title: { description: 'The title', execute: () => document.title } },
    prepareSendMessagesRequest,
  })
  await server.accept([user('u0', 'Hi.'), answer('a0', text('Hello.'))])
  await act(() => chat().regenerate({ body: { tone: 'kind' }, metadata: { from: 'menu' } }))
  await soon()
  expect(bodyOf(sent('cf_agent_use_chat_request')[0])).toEqual({
    token: 'x',
    tone: 'kind',
    at: 5,
    clientTools: [{ name: 'title', description: 'The title' }],
    messageId: 'a0',
    trigger: 'regenerate-message',
    messages: [user('u0', 'Hi.')],
  })
  expect(prepareSendMessagesRequest.mock.calls).toMatchObject([
    [
      {
        id: 'room-1',
        trigger: 'regenerate-message',
        messageId: 'a0',
        requestMetadata: { from: 'menu' },
        messages: [{ id: 'u0' }, { id: 'a0' }],
      },
    ],
  ])
})

test('[C7] the files of a file field go with their content', async () => {
  const { server, sent, chat } = renderChat()
  await server.accept([])
  const field = document.createElement('input')
  const list = [new File([new Uint8Array(9_000).fill(255)], 'dot.png', { type: 'image/png' })]
  Object.defineProperty(field, 'files', { value: Object.assign(list, { item: (at: number) => list[at] }) })
  await act(() => chat().sendMessage({ text: 'Look.', files: field.files ?? [] }))
  await soon()
  expect(bodyOf(sent('cf_agent_use_chat_request')[0]).messages).toMatchObject([
    {
      parts: [
        {
          type: 'file',
          mediaType: 'image/png',
          filename: 'dot.png',
          url: `data:image/png;base64,${'////'.repeat(3_000)}`,
        },
        { type: 'text', text: 'Look.' },
      ],
    },
  ])
})

test('[C7] what is said right behind a message whose file is still being read goes out behind it', async () => {
  const { server, sent, chat } = renderChat()
  await server.accept([])
  const read = Promise.withResolvers<ArrayBuffer>()
  const large = new File(['x'], 'large.png', { type: 'image/png' })
  Object.assign(large, { arrayBuffer: () => read.promise })
  const files = Object.assign([large], { item: (at: number) => [large][at] ?? null }) as unknown as FileList
  await act(async () => {
    void chat().sendMessage({ text: 'Look.', files })
    void chat().sendMessage({ text: 'And this.' })
  })
  await soon()
  expect(sent('cf_agent_use_chat_request')).toEqual([])
  read.resolve(new ArrayBuffer(3))
  await soon()
  expect(chat().messages.map(({ parts }) => parts.at(-1))).toMatchObject([
    { text: 'Look.' },
    { text: 'And this.' },
  ])
  expect(bodyOf(sent('cf_agent_use_chat_request')[0]).messages).toMatchObject([
    { parts: [{ type: 'file' }, { text: 'Look.' }] },
  ])
})
