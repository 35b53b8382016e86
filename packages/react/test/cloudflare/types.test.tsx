import type { useAgentChat as theirUseAgentChat } from '@cloudflare/ai-chat/react'
import * as ours from '@sluice/react/cloudflare'
import { type AITool, useAgent, useAgentChat } from '@sluice/react/cloudflare'
import type { UseAgentOptions as TheirOptions, useAgent as theirUseAgent } from 'agents/react'
import { getToolName, isToolUIPart, type UIMessage } from 'ai'
import { expectTypeOf, test } from 'vitest'

/** Names that one type has and another has not. */
type Without<A, B> = Exclude<keyof A, keyof B>

interface MyState {
  score: number
}

/** An agent as an application writes it. */
declare class MyAgent {
  get state(): MyState
  add(by: number): number
  getUser(id: string): Promise<{ name: string }>
  generateText(
    stream: { send(chunk: unknown): void; end(final?: unknown): void },
    prompt: string,
  ): Promise<void>
}

test('[C7] the options of useAgent are those of agents/react, but for those of its socket', () => {
  type Ours = ours.UseAgentOptions<MyState>
  expectTypeOf<Without<TheirOptions<MyState>, Ours>>().toEqualTypeOf<
    | 'cacheTtl'
    | 'transport'
    | 'shouldReconnectOnClose'
    | 'protocol'
    | 'protocols'
    | 'id'
    | 'disableNameValidation'
    | 'transferEnqueuedMessages'
    | 'WebSocket'
    | 'maxReconnectionDelay'
    | 'minReconnectionDelay'
    | 'reconnectionDelayGrowFactor'
    | 'minUptime'
    | 'connectionTimeout'
    | 'maxRetries'
    | 'maxEnqueuedMessages'
    | 'startClosed'
    | 'debug'
    | 'debugLogger'
  >()
  type Shared = keyof Ours & keyof TheirOptions<MyState>
  type Honoured = Exclude<Shared, 'onMcpUpdate' | 'onConnectionError' | 'onClose' | 'onError' | 'onOpen'>
  expectTypeOf<Pick<TheirOptions<MyState>, 'onStateUpdate' | 'query' | 'sub' | 'name'>>().toExtend<
    Pick<Ours, Extract<Honoured, 'onStateUpdate' | 'query' | 'sub' | 'name'>>
  >()
})

test('[C7] what useAgent gives is what agents/react documents', () => {
  type Theirs = ReturnType<typeof theirUseAgent<MyState>>
  type Ours = ReturnType<typeof useAgent<MyState>>
  type Documented =
    | 'state'
    | 'agent'
    | 'name'
    | 'path'
    | 'identified'
    | 'ready'
    | 'connectionError'
    | 'setState'
    | 'call'
    | 'stub'
    | 'getHttpUrl'
    | 'close'
    | 'readyState'
  expectTypeOf<Documented>().toExtend<keyof Ours>()
  expectTypeOf<Pick<Ours, 'state' | 'agent' | 'name' | 'path' | 'identified' | 'getHttpUrl'>>().toExtend<
    Pick<Theirs, 'state' | 'agent' | 'name' | 'path' | 'identified' | 'getHttpUrl'>
  >()
})

test('[C7] the options and the result of useAgentChat are those of its package, but for what no page of ours does', () => {
  type Theirs = Parameters<typeof theirUseAgentChat>[0]
  type Ours = ours.UseAgentChatOptions
  expectTypeOf<Without<Theirs, Ours>>().toEqualTypeOf<
    | 'dataPartSchemas'
    | 'experimental_queue'
    | 'generateId'
    | 'messageMetadataSchema'
    | 'sendAutomaticallyWhen'
    | 'transport'
    | 'throttle'
    | 'experimental_throttle'
    | 'headers'
    | 'credentials'
    | 'experimental_automaticToolResolution'
    | 'toolsRequiringConfirmation'
    | 'autoSendAfterAllConfirmationsResolved'
  >()
  type TheirResult = ReturnType<typeof theirUseAgentChat>
  expectTypeOf<Without<TheirResult, ours.AgentChatResult>>().toEqualTypeOf<
    'experimental_queuedMessages' | 'experimental_removeQueuedMessage' | 'experimental_sendQueuedMessageNow'
  >()
  type Same = 'id' | 'messages' | 'status' | 'error' | 'isServerStreaming' | 'isStreaming' | 'isRecovering'
  expectTypeOf<Pick<ours.AgentChatResult, Same>>().toExtend<Pick<TheirResult, Same>>()
})

test('[C7] what cannot be honoured does not compile', () => {
  const never = () => {
    // @ts-expect-error There is one transport.
    useAgent({ agent: 'Chat', transport: 'capnweb' })
    // @ts-expect-error The attempts are those of our connection.
    useAgent({ agent: 'Chat', maxRetries: 3 })
    const agent = useAgent({ agent: 'Chat' })
    // @ts-expect-error An answer is always resumed.
    useAgentChat({ agent, resume: false })
    // @ts-expect-error The server goes on by itself.
    useAgentChat({ agent, autoContinueAfterToolResult: false })
    // @ts-expect-error A page that goes away stops nothing.
    useAgentChat({ agent, cancelOnClientAbort: true })
    // @ts-expect-error The agent is one of this package.
    useAgentChat({ agent: { agent: 'chat', name: 'x' } })
  }
  expectTypeOf(never).toBeFunction()
})

// What follows are the examples of the SDK's documents, with other imports and nothing else changed.
function Quick() {
  const agent = useAgent<{ messageCount: number }>({ agent: 'ChatAgent', name: 'room-123' })
  const sendMessage = async () => {
    const response = await agent.call('sendMessage', ['Hello!'])
    expectTypeOf(response).toBeUnknown()
  }
  return (
    <div>
      <p>Messages: {agent.state?.messageCount ?? 0}</p>
      <button type="button" onClick={sendMessage}>
        Send
      </button>
    </div>
  )
}

function Options() {
  const agent = useAgent<MyState>({
    agent: 'ChatAgent',
    name: 'room-123',
    host: 'my-worker.workers.dev',
    path: '/custom/path',
    query: async () => ({ token: 'abc123', version: '2' }),
    queryDeps: [1],
    sub: [{ agent: 'chat', name: 'abc' }],
    onOpen: () => {},
    onClose: () => {},
    onError: error => void error,
    onStateUpdate: (state, source) => {
      expectTypeOf(state).toEqualTypeOf<MyState>()
      expectTypeOf(source).toEqualTypeOf<'server' | 'client'>()
    },
    onMcpUpdate: mcpServers => void Object.entries(mcpServers.servers),
  })
  if (agent.state) agent.setState({ ...agent.state, score: agent.state.score + 10 })
  return null
}

async function Typed() {
  const agent = useAgent<MyAgent, MyState>({ agent: 'MyAgent', name: 'instance-1' })
  expectTypeOf(await agent.stub.getUser('user-123')).toEqualTypeOf<{ name: string }>()
  expectTypeOf(await agent.call('add', [1])).toEqualTypeOf<number>()
  // @ts-expect-error The argument is a number.
  agent.call('add', ['1'])
  // @ts-expect-error There is no such method.
  agent.stub.remove()
  await agent.call('generateText', ['prompt'], {
    onChunk: chunk => void chunk,
    onDone: () => {},
    onError: () => {},
  })
  await agent.call('generateText', ['prompt'], { timeout: 5_000, stream: { onChunk: () => {} } })
}

function Chat() {
  const agent = useAgent({ agent: 'ChatAgent' })
  const { messages, sendMessage, clearHistory, addToolApprovalResponse, status, setMessages, stop } =
    useAgentChat({
      agent,
      body: () => ({ token: 'x', timestamp: 1 }),
      onToolCall: async ({ toolCall, addToolOutput }) => {
        if (toolCall.toolName === 'getLocation')
          addToolOutput({ toolCallId: toolCall.toolCallId, output: { lat: 1, lng: 2 } })
      },
      onTurnEnd: ({ messageIds, outcome, error }) => {
        if (!messageIds) return
        for (const id of messageIds) void [id, outcome, error]
      },
      prepareSendMessagesRequest: async ({ messages: sent, trigger }) => ({
        body: { count: sent.length, trigger },
      }),
    })
  const isBusy = status === 'streaming' || status === 'submitted'
  return (
    <form
      onSubmit={() => {
        void sendMessage({ text: 'hello' })
        void sendMessage({ role: 'user', parts: [{ type: 'text', text: 'hello' }] })
        setMessages(list => list.slice(0, -1))
        void stop()
      }}
    >
      {messages.map(msg => (
        <div key={msg.id}>
          <strong>{msg.role}:</strong>
          {msg.parts.map(part => (part.type === 'text' ? <span key={part.text}>{part.text}</span> : null))}
          {msg.parts.map(part =>
            isToolUIPart(part) && part.state === 'approval-requested' ? (
              <button
                key={part.toolCallId}
                type="button"
                disabled={isBusy}
                onClick={() => addToolApprovalResponse({ id: part.approval.id, approved: true })}
              >
                Approve {getToolName(part)} {ours.getToolPartState(part)}
              </button>
            ) : null,
          )}
        </div>
      ))}
      <button type="button" onClick={clearHistory}>
        Clear
      </button>
    </form>
  )
}

type ChatMessage = UIMessage<unknown, { sources: { query: string; results: string[] } }>
function Data() {
  const agent = useAgent({ agent: 'ChatAgent' })
  const { messages } = useAgentChat<unknown, ChatMessage>({
    agent,
    onData(part) {
      if (part.type === 'data-sources') expectTypeOf(part.data.results).toEqualTypeOf<string[]>()
    },
  })
  for (const msg of messages)
    for (const part of msg.parts)
      if (part.type === 'data-sources') expectTypeOf(part.data.results).toEqualTypeOf<string[]>()
  return null
}

const tools: Record<string, AITool> = {
  getPageTitle: {
    description: 'Get the current page title',
    parameters: { type: 'object', properties: {} },
    execute: async () => ({ title: document.title }),
  },
}
function Dynamic() {
  const agent = useAgent({ agent: 'ChatAgent' })
  useAgentChat({
    agent,
    tools,
    onToolCall: async ({ toolCall, addToolOutput }) => {
      const tool = tools[toolCall.toolName]
      if (tool?.execute) {
        const output = await tool.execute(toolCall.input)
        addToolOutput({ toolCallId: toolCall.toolCallId, output })
      }
    },
  })
  return null
}

test('[C7] the documented examples compile', () => {
  expectTypeOf([Quick, Options, Typed, Chat, Data, Dynamic]).toBeArray()
})
