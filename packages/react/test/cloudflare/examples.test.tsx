import {
  type AITool,
  extractClientToolSchemas,
  getAgentMessages,
  getToolPartState,
  type McpServers,
  useAgent,
  useAgentChat,
} from '@sluice/react/cloudflare'
import { useAgentToolEvents } from 'agents/react'
import { getToolName, isToolUIPart, type UIMessage } from 'ai'
import { type FormEvent, useEffect, useState } from 'react'
import { expectTypeOf, test } from 'vitest'

// What the documents of the SDK show of these hooks, in other words; each was written against the SDK and had its import changed.

interface Game {
  score: number
}

declare class GameAgent {
  get state(): Game
  add(by: number): number
  player(id: string): Promise<{ name: string }>
  reset(to?: number): void
  tell(stream: { send(chunk: unknown): void; end(last?: unknown): void }, about: string): Promise<void>
}

function Counter() {
  const [shown, setShown] = useState(0)
  const agent = useAgent<Game>({
    agent: 'GameAgent',
    onStateUpdate: (state, source) => {
      expectTypeOf(source).toEqualTypeOf<'server' | 'client'>()
      setShown(state.score)
    },
    onStateUpdateError: reason => expectTypeOf(reason).toBeString(),
  })
  const add = async () => expectTypeOf(await agent.call('add', [1])).toBeUnknown()
  if (agent.state) agent.setState({ ...agent.state, score: agent.state.score + 10 })
  return (
    <button type="button" onClick={add} onBlur={() => agent.stub.reset?.()} disabled={!agent.identified}>
      {agent.state?.score ?? shown} in {agent.name} of {agent.agent}
      {agent.connectionError?.reason}
    </button>
  )
}

function Addresses({ user }: { readonly user: string }) {
  useAgent({ agent: 'ChatAgent' })
  useAgent({ agent: 'UserAgent', name: user })
  useAgent({ agent: 'UserAgent', basePath: 'me', path: 'settings' })
  useAgent({
    agent: 'UserAgent',
    basePath: 'me',
    onIdentity: (name, agent) => expectTypeOf([name, agent]).toEqualTypeOf<string[]>(),
    onIdentityChange: (before, now, agentBefore, agentNow) => void [before, now, agentBefore, agentNow],
  })
  useAgent({
    agent: 'ChatAgent',
    host: 'agents.example.com',
    path: '/rooms',
    query: { token: 't', version: '2' },
    onOpen: () => {},
    onClose: () => {},
    onError: event => void event.type,
    onMessage: message => void message.data,
  })
  useAgent({
    agent: 'ChatAgent',
    query: async () => ({ token: user }),
    queryDeps: [user],
    enabled: user !== '',
  })
  const chat = useAgent({
    agent: 'Tenant',
    name: user,
    sub: [
      { agent: 'inbox', name: 'i1' },
      { agent: 'chat', name: 'c1' },
    ],
  })
  const { connectionError } = chat
  if (connectionError) return <p>{`${connectionError.code}: ${connectionError.reason}`}</p>
  return <a href={chat.getHttpUrl()}>{chat.path.map(({ agent, name }) => `${agent}/${name}`).join(' in ')}</a>
}

function Servers() {
  const [{ servers, tools }, setMcp] = useState<Pick<McpServers, 'servers' | 'tools'>>({
    servers: {},
    tools: [],
  })
  useAgent({ agent: 'Assistant', onMcpUpdate: setMcp })
  return (
    <ul>
      {Object.entries(servers).map(([id, { name, state, auth_url }]) => (
        <li key={id}>
          {name} {state === 'authenticating' && auth_url !== null ? <a href={auth_url}>Allow</a> : state}
        </li>
      ))}
      {tools.map(({ serverId, name, description }) => (
        <li key={`${serverId} ${name}`}>{description}</li>
      ))}
    </ul>
  )
}

async function Calls() {
  const agent = useAgent<GameAgent, Game>({ agent: 'GameAgent', name: 'g1', defaultCallTimeout: 0 })
  await agent.ready
  expectTypeOf(await agent.stub.player('p1')).toEqualTypeOf<{ name: string }>()
  expectTypeOf(await agent.call('add', [1])).toBeNumber()
  await agent.stub.reset()
  await agent.call('reset')
  await agent.call('reset', [3], { timeout: 1_000 })
  // @ts-expect-error The argument is a number.
  agent.call('add', ['1'])
  // @ts-expect-error It needs an argument.
  agent.call('add')
  // @ts-expect-error There is no such method.
  agent.stub.remove()
  await agent.call('tell', ['birds'], { onChunk: chunk => void chunk, onDone: () => {}, onError: () => {} })
  await agent.call('tell', ['birds'], { timeout: 5_000, stream: { onChunk: chunk => void chunk } })
  const some = useAgent<Omit<GameAgent, 'reset'>, Game>({ agent: 'GameAgent' })
  // @ts-expect-error It is not for pages.
  some.stub.reset()
  const loose = useAgent({ agent: 'GameAgent' })
  expectTypeOf(await loose.call<Game>('read')).toEqualTypeOf<Game>()
  agent.send('ping')
  agent.reconnect()
  agent.close()
}

function Permissions() {
  const [canEdit, setCanEdit] = useState(false)
  const agent = useAgent({ agent: 'Editor' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: It is asked once.
  useEffect(() => {
    agent.call<{ canEdit: boolean }>('permissions').then(found => setCanEdit(found.canEdit))
    const hear = (event: MessageEvent) => void event.data
    agent.addEventListener('message', hear)
    return () => agent.removeEventListener('message', hear)
  }, [])
  return <button type="button" disabled={!canEdit} />
}

function Chat() {
  const agent = useAgent({ agent: 'ChatAgent' })
  const { messages, sendMessage, status, error, isStreaming, isServerStreaming, isRecovering, ...chat } =
    useAgentChat({ agent })
  const say = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('file') as HTMLInputElement
    void sendMessage({ text: 'Hi.' })
    void sendMessage({ text: 'Look.', ...(field.files ? { files: field.files } : {}) }, { body: { tone: 1 } })
    void sendMessage({ role: 'user', parts: [{ type: 'text', text: 'Hi.' }] })
  }
  return (
    <form onSubmit={say}>
      {messages.map(({ id, role, parts }) => (
        <p key={id} data-role={role}>
          {parts.map(part => (part.type === 'text' ? part.text : null))}
        </p>
      ))}
      {isRecovering ? 'Going on' : isServerStreaming ? 'At work' : isStreaming ? 'Answering' : error?.message}
      <button type="submit" disabled={status !== 'ready' || chat.isToolContinuation} />
      <button type="button" onClick={chat.stop} onDoubleClick={chat.clearHistory} />
      <button type="button" onClick={() => chat.regenerate()} onBlur={() => chat.clearError()} />
      <button type="button" onClick={() => chat.setMessages(list => list.slice(0, -1))} />
    </form>
  )
}

function Approvals() {
  const {
    messages,
    addToolApprovalResponse: answer,
    addToolOutput,
  } = useAgentChat({
    agent: useAgent({ agent: 'ChatAgent' }),
    onToolCall: async ({ toolCall: { toolCallId, toolName }, addToolOutput: give }) => {
      if (toolName === 'place') give({ toolCallId, output: { latitude: 1, longitude: 2 } })
      else give({ toolCallId, state: 'output-error', errorText: 'No.' })
    },
  })
  return messages.flatMap(({ parts }) =>
    parts.filter(isToolUIPart).map(part => (
      <p key={part.toolCallId}>
        {getToolName(part)} {getToolPartState(part) === 'waiting-approval' ? 'asks' : part.state}
        {part.state === 'approval-requested' && (
          <button type="button" onClick={() => answer({ id: part.approval.id, approved: true })} />
        )}
        {part.state === 'input-available' && (
          <button
            type="button"
            onClick={() => addToolOutput({ toolCallId: part.toolCallId, toolName: 'ask', output: 'yes' })}
          />
        )}
      </p>
    )),
  )
}

function Requests({ loaded }: { readonly loaded: UIMessage[] }) {
  const agent = useAgent({ agent: 'ChatAgent' })
  useAgentChat({ agent, body: { zone: 'UTC' }, messages: loaded, getInitialMessages: null })
  useAgentChat({
    agent,
    body: async () => ({ token: 't' }),
    getInitialMessages: async ({ agent: of, name, url }) => {
      expectTypeOf(url).toEqualTypeOf<string | undefined>()
      return getAgentMessages({ agent: of, name, host: 'agents.example.com' })
    },
    prepareSendMessagesRequest: async ({ messages, trigger, requestMetadata }) => ({
      headers: { authorization: 'Bearer t' },
      body: { count: messages.length, trigger, requestMetadata },
    }),
    onTurnEnd: ({ messageIds = [], outcome, error, replay }) => {
      for (const id of messageIds) void [id, outcome, error, replay]
    },
    onFinish: ({ message, isAbort }) => void [message.id, isAbort],
    onError: failure => void failure.message,
    resume: true,
    autoContinueAfterToolResult: true,
    cancelOnClientAbort: false,
    syncMessagesToServer: false,
  })
  return null
}

type Sourced = UIMessage<unknown, { sources: { query: string; found: string[] } }>
function DataParts() {
  const { messages } = useAgentChat<unknown, Sourced>({
    agent: useAgent<Game>({ agent: 'ChatAgent' }),
    onData: part => {
      if (part.type === 'data-sources') expectTypeOf(part.data.found).toEqualTypeOf<string[]>()
    },
  })
  for (const part of messages.flatMap(({ parts }) => parts))
    if (part.type === 'data-sources') expectTypeOf(part.data.query).toBeString()
  return null
}

function PageTools() {
  const tools: Record<string, AITool> = {
    title: {
      description: 'The title of the page',
      parameters: { type: 'object', properties: {} },
      execute: async () => ({ title: document.title }),
    },
  }
  expectTypeOf(extractClientToolSchemas(tools)?.[0]?.name).toEqualTypeOf<string | undefined>()
  useAgentChat({
    agent: useAgent({ agent: 'ChatAgent' }),
    tools,
    onToolCall: async ({ toolCall, addToolOutput }) => {
      const output = await tools[toolCall.toolName]?.execute?.(toolCall.input)
      addToolOutput({ toolCallId: toolCall.toolCallId, output })
    },
  })
  return null
}

function Children() {
  const agent = useAgent({ agent: 'Assistant' })
  const { messages } = useAgentChat({ agent })
  const { getRunsForToolCall, unboundRuns } = useAgentToolEvents({ agent })
  const runs = messages.flatMap(({ parts }) =>
    parts.filter(isToolUIPart).flatMap(({ toolCallId }) => getRunsForToolCall(toolCallId)),
  )
  return <p>{[...runs, ...unboundRuns].map(({ runId }) => runId)}</p>
}

test('[C7] the documented uses compile', () => {
  expectTypeOf([Counter, Addresses, Servers, Permissions, Chat, Approvals, Requests]).toBeArray()
  expectTypeOf([Calls, DataParts, PageTools, Children]).toBeArray()
})
