import {
  type AgentMessage,
  type Client,
  type ConnectionView,
  noConnection,
  type OutboxEntry,
  type Problem,
  type Readable,
  type SessionStore,
} from '@sluice/client'
import {
  type Approval,
  equalJson,
  type QueuedMessage,
  type Run,
  runStatus,
  type ToolCallPart,
} from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import { type AgentActions, createActions } from './actions.ts'
import { emptyList, emptyState } from './empty.ts'

/** What the agent is doing, from the log and from whether a worker holds the session; a dropped connection does not change it. [C2] */
export type AgentStatus =
  | 'connecting'
  | 'idle'
  | 'running'
  | 'waiting-for-approval'
  | 'waiting-for-worker'
  | 'delayed'

/** What can be read of a session. */
export interface AgentFields {
  /** The line with its parts, oldest first. */
  readonly messages: readonly AgentMessage[]
  readonly status: AgentStatus
  /** The shared state, own patches that still wait included. [C8] */
  readonly state: Json
  /** The newest run. */
  readonly run: Run | null
  readonly approvals: readonly Approval[]
  /** The tool calls of the messages of the line, oldest first. */
  readonly toolCalls: readonly ToolCallPart[]
  /** Messages that wait until the model is given them. */
  readonly queue: readonly QueuedMessage[]
  readonly outbox: readonly OutboxEntry[]
  readonly connection: ConnectionView
  /** Why the session cannot be read, else why the last run failed. */
  readonly error: Problem | null
}

/** A session and what can be done in it. Reading a field in a component makes it render again when that field changes. [C5] */
export type Agent = AgentFields & AgentActions

/** An agent that notes which of its fields are read, and what it is on a server. */
export interface TrackedAgent extends Readable<Agent> {
  readonly empty: Agent
}

const emptyFields: AgentFields = {
  messages: emptyList,
  status: 'connecting',
  state: emptyState,
  run: null,
  approvals: emptyList,
  toolCalls: emptyList,
  queue: emptyList,
  outbox: emptyList,
  connection: noConnection,
  error: null,
}

/** Reads tool calls so that an unchanged list keeps its reference. */
function createToolCalls(store: SessionStore): () => readonly ToolCallPart[] {
  let messages: readonly AgentMessage[] = emptyList
  let calls: readonly ToolCallPart[] = emptyList
  return () => {
    const current = store.messages().getSnapshot()
    if (current === messages) return calls
    messages = current
    const next = current.flatMap(({ parts }) => parts.filter(part => part.kind === 'tool-call'))
    if (!equalJson(next as unknown as Json, calls as unknown as Json)) calls = next
    return calls
  }
}

/** A server connects to nothing. */
const offline: Pick<Client, 'connection'> = {
  connection: { getSnapshot: () => noConnection, subscribe: () => () => {} },
}

/** Creates the agent of a session. Its snapshot is another object only after a field changed that was read from the one before. [C5] */
export function createAgent(client: Pick<Client, 'connection'>, store: SessionStore): TrackedAgent {
  const readRun = store.run().getSnapshot
  const derived = {
    status(): AgentStatus {
      const { phase, writer } = store.getStatus()
      const run = readRun()
      if (run?.status === 'open') return runStatus(store.getView(), run, writer) as AgentStatus
      return store.getView().offset === null && phase !== 'live' && phase !== 'closed' ? 'connecting' : 'idle'
    },
    toolCalls: createToolCalls(store),
    connection: client.connection.getSnapshot,
    error: () => store.getStatus().error ?? readRun()?.error ?? null,
  }
  const drawn = store.server ? { ...createAgent(offline, store.server).getSnapshot() } : emptyFields
  const empty: Agent = { ...drawn, ...createActions(store) }
  let seen: Map<keyof AgentFields, unknown>
  let agent = track()

  /** What is not derived is a readable of the store. */
  function read(field: keyof AgentFields): unknown {
    return field in derived
      ? derived[field as keyof typeof derived]()
      : store[field as Exclude<typeof field, keyof typeof derived>]().getSnapshot()
  }

  /** The actions, and each field as it is when it is read first. */
  function track(): Agent {
    const values: typeof seen = new Map()
    seen = values
    return new Proxy(empty, {
      get(actions, name: keyof Agent) {
        if (!Object.hasOwn(emptyFields, name)) return actions[name]
        const field = name as keyof AgentFields
        if (!values.has(field)) values.set(field, read(field))
        return values.get(field)
      },
    })
  }

  return {
    empty,
    getSnapshot() {
      if ([...seen].some(([field, value]) => read(field) !== value)) agent = track()
      return agent
    },
    subscribe(listener) {
      const leave = store.subscribe(listener)
      const leaveConnection = client.connection.subscribe(listener)
      return () => {
        leave()
        leaveConnection()
      }
    },
  }
}
