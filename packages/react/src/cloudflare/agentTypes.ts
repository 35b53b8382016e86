import type { AgentQuery, AgentStep } from '@sluice/client/cloudflare'

/** Why a connection ended that is not tried again. */
export interface AgentConnectionError extends Error {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** Is told what a streaming method sends. */
export interface StreamOptions {
  onChunk?: (chunk: unknown) => void
  onDone?: (finalChunk: unknown) => void
  onError?: (error: string) => void
}

/** How a method is called. */
export interface CallOptions {
  /** Rejects after this many ms. */
  timeout?: number
  stream?: StreamOptions
  /** Stops waiting for the answer. */
  signal?: AbortSignal
}

/** A method, as far as a page may call it: what the server's stream is to the method is not given by the page. */
type Callable<F> = F extends (...args: infer A) => infer R
  ? (
      ...args: A extends [{ send(chunk: unknown): unknown; end(chunk?: unknown): unknown }, ...infer Rest]
        ? Rest
        : A
    ) => Promise<Awaited<R>>
  : never

/** The names of the methods of an agent. */
type MethodName<A> = { [K in keyof A]: A[K] extends (...args: never[]) => unknown ? K : never }[keyof A]

/** The methods of an agent, to be called like one's own. */
export type AgentStub<A> = { [K in MethodName<A>]: Callable<A[K]> }

/** The methods of an agent of which nothing is known. */
export type UntypedAgentStub = Record<
  string,
  // biome-ignore lint/suspicious/noExplicitAny: What an agent of no known type takes and gives is for the caller to know, as with the hook that this one stands for.
  (...args: any[]) => Promise<any>
>

/** Calls a method of an agent by its name. */
export type AgentCall<A> = <K extends MethodName<A>>(
  method: K,
  ...rest: [] extends Parameters<Callable<A[K]>>
    ? [args?: Parameters<Callable<A[K]>>, options?: CallOptions | StreamOptions]
    : [args: Parameters<Callable<A[K]>>, options?: CallOptions | StreamOptions]
) => ReturnType<Callable<A[K]>>

/** Calls a method of an agent of which nothing is known. */
export type UntypedAgentCall = <T = unknown>(
  method: string,
  args?: unknown[],
  options?: CallOptions | StreamOptions,
) => Promise<T>

/** A server that an agent has tools of. */
export interface McpServer {
  name: string
  server_url: string
  /** Where a person allows it. */
  auth_url: string | null
  state: 'authenticating' | 'connecting' | 'connected' | 'discovering' | 'ready' | 'failed'
  /** May be the words of somebody else. */
  error: string | null
  instructions: string | null
  capabilities: object | null
}

/** A value of a JSON schema. */
type SchemaValue = string | number | boolean | null | SchemaValue[] | { [key: string]: SchemaValue }

/** What one of these servers offers. */
type McpOffer<Offer> = Offer & { name: string; serverId: string; title?: string; description?: string }

/** The servers that an agent has tools of, and what they offer. */
export interface McpServers {
  servers: Record<string, McpServer>
  tools: McpOffer<{
    inputSchema: { type: 'object'; properties?: Record<string, SchemaValue>; required?: string[] }
  }>[]
  prompts: McpOffer<{ arguments?: { name: string; description?: string; required?: boolean }[] }>[]
  resources: McpOffer<{ uri: string; mimeType?: string }>[]
}

/** What `useAgent` takes. */
export interface UseAgentOptions<State = unknown> {
  agent: string
  name?: string
  host?: string
  prefix?: string
  basePath?: string
  path?: string
  sub?: readonly AgentStep[]
  query?: AgentQuery | (() => Promise<AgentQuery>)
  /** Another agent is connected to when one of these changes. */
  queryDeps?: unknown[]
  /** False connects to nothing. */
  enabled?: boolean
  /** The time limit of calls that name none; 30,000 ms when absent, none when 0. */
  defaultCallTimeout?: number
  /** A method of the agent that does nothing: see `AgentOptions` of `@sluice/client/cloudflare`. */
  pingMethod?: string
  onStateUpdate?: (state: State, source: 'server' | 'client') => void
  onStateUpdateError?: (error: string) => void
  onMcpUpdate?: (mcpServers: McpServers) => void
  onIdentity?: (name: string, agent: string) => void
  onIdentityChange?: (oldName: string, newName: string, oldAgent: string, newAgent: string) => void
  onConnectionError?: (error: AgentConnectionError) => void
  onOpen?: (event: Event) => void
  onClose?: (event: Event) => void
  onError?: (event: Event) => void
  onMessage?: (event: MessageEvent) => void
}

/** What can be listened to. */
export interface AgentEvents {
  open: Event
  /** Why is in `connectionError`. */
  close: Event
  error: Event
  /** A message of the server as it came. */
  message: MessageEvent
}

/** Begins or ends to listen, with the rules of `EventTarget`. */
export interface Listen {
  <K extends keyof AgentEvents>(
    type: K,
    listener: (event: AgentEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void
  (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void
}

/** Marks the agents of this package, so that no other one compiles where one of them is needed. */
export const isOurs: unique symbol = Symbol('isOurs')

/** What does not depend on what the agent is. */
export interface AgentBase<State> {
  readonly [isOurs]: true
  /** The name of the agent's class in addresses. */
  readonly agent: string
  readonly name: string
  readonly path: readonly AgentStep[]
  /** Whether the agent is connected and all of it is known. */
  readonly identified: boolean
  /** Resolves when that is so; another one after a drop. */
  readonly ready: Promise<void>
  /** Own changes that the server has not taken over yet included; undefined where there is none. */
  readonly state: State | undefined
  readonly connectionError: AgentConnectionError | null
  /** One of those of `WebSocket`. */
  readonly readyState: number
  setState(state: State): void
  getHttpUrl(): string
  /** Sends a text as it is; nothing without a connection. */
  send(data: string): void
  /** Ends the connection for good. */
  close(): void
  /** Tries to connect at once. */
  reconnect(): void
  readonly addEventListener: Listen
  readonly removeEventListener: Listen
}

/** An agent of a known class. */
export type TypedAgent<A, State> = AgentBase<State> & {
  readonly call: AgentCall<A>
  readonly stub: AgentStub<A>
}

/** An agent of which only the state is known. */
export type UntypedAgent<State> = AgentBase<State> & {
  readonly call: UntypedAgentCall
  readonly stub: UntypedAgentStub
}
