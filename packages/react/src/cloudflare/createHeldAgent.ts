import { type Client, createClient, type SessionStore } from '@sluice/client'
import { type AgentBackend, cloudflareAgent, kebab, leafOf, urlOf } from '@sluice/client/cloudflare'
import type { Json } from '@sluice/protocol'
import {
  type AgentConnectionError,
  type AgentEvents,
  type CallOptions,
  isOurs,
  type McpServers,
  type StreamOptions,
  type UntypedAgent,
  type UseAgentOptions,
} from './agentTypes.ts'

/** An agent, and what our own hooks and components need to show it. */
export interface HeldAgent {
  readonly backend: AgentBackend
  readonly client: Client
  readonly store: SessionStore
  readonly agent: UntypedAgent<unknown>
  /** Whether there is a state, so that an empty one is told from none. */
  hasState(): boolean
  /** The body of a request for another answer, as the chat makes it. */
  regenerateBody: () => object | Promise<object>
  /** Tells the callbacks what happens, until it is left. */
  attend(): () => void
}

const heldOf = new WeakMap<object, HeldAgent>()

/** What stands behind an agent that `useAgent` returned. Throws at anything else. */
export function heldAgent(agent: object): HeldAgent {
  const found = heldOf.get(agent)
  if (!found)
    throw new Error(
      'The agent is not one of useAgent of @sluice/react/cloudflare, so nothing of it can be shown.',
    )
  return found
}

/** The constants of `WebSocket`. */
const readyStates = { idle: 3, connecting: 0, online: 1, reconnecting: 0, refused: 3, closed: 3 } as const

const isStream = (options: CallOptions | StreamOptions): options is StreamOptions =>
  'onChunk' in options || 'onDone' in options || 'onError' in options

function errorOf({ code, reason }: { code: number; reason: string }): AgentConnectionError {
  return Object.assign(new Error(reason || `The server closed the connection with ${code}.`), {
    code,
    reason,
    wasClean: true,
  })
}

/** Creates an agent; `latest` gives the options as they are at the time, for their callbacks. */
export function createHeldAgent(latest: () => UseAgentOptions): HeldAgent {
  const { agent, name, host, prefix, basePath, path, sub, defaultCallTimeout, pingMethod } = latest()
  const address = { agent, name, host, prefix, basePath, path, sub }
  const backend = cloudflareAgent({
    ...address,
    pingMethod,
    // A message brings its own.
    body: trigger => (trigger === 'regenerate-message' ? held.regenerateBody() : {}),
    query: async () => {
      const { query = {} } = latest()
      return typeof query === 'function' ? query() : query
    },
  })
  const client = createClient({ backend })
  const store = client.session(backend.session)
  const target = new EventTarget()
  let ready: Promise<void> | null = null

  async function call(
    method: string,
    args: unknown[] = [],
    options: CallOptions | StreamOptions = {},
  ): Promise<Json> {
    const stream = isStream(options) ? options : options.stream
    const { timeout, signal } = isStream(options) ? ({} as CallOptions) : options
    try {
      const result = await backend.call(method, args, {
        ...(stream ? { onChunk: (chunk: Json) => stream.onChunk?.(chunk) } : {}),
        ...(timeout === undefined && defaultCallTimeout === undefined
          ? {}
          : { timeout: timeout ?? (stream ? 0 : (defaultCallTimeout ?? 0)) }),
        ...(signal ? { signal } : {}),
      })
      stream?.onDone?.(result)
      return result
    } catch (cause) {
      stream?.onError?.(cause instanceof Error ? cause.message : `${cause}`)
      throw cause
    }
  }

  /** Resolves when all is known. */
  function whenReady(): Promise<void> {
    return new Promise(resolve => {
      const look = (): void => {
        if (!backend.isReady.getSnapshot()) return
        leave()
        resolve()
      }
      const leave = backend.isReady.subscribe(look)
      look()
    })
  }

  const hasState = (): boolean =>
    backend.chat.getSnapshot().state !== undefined ||
    store
      .outbox()
      .getSnapshot()
      .some(({ command }) => command.type === 'state.patch')

  const exposed: UntypedAgent<unknown> = {
    [isOurs]: true,
    get agent() {
      return backend.chat.getSnapshot().identity?.agent || backend.session.agent
    },
    get name() {
      return backend.chat.getSnapshot().identity?.name || backend.session.id
    },
    path: [{ agent: kebab(agent), name: name ?? 'default' }, ...(sub ?? []).map(step => leafOf(step))],
    get identified() {
      return backend.isReady.getSnapshot()
    },
    get ready() {
      ready ??= whenReady()
      return ready
    },
    get state() {
      return hasState() ? store.state().getSnapshot() : undefined
    },
    get connectionError() {
      const closed = backend.closed.getSnapshot()
      return closed && errorOf(closed)
    },
    get readyState() {
      return readyStates[client.connection.getSnapshot().status]
    },
    setState(state) {
      const patch = [{ op: 'replace' as const, path: '', value: state as Json }]
      const { commandId, accepted } = store.send({ type: 'state.patch', base: null, patch })
      latest().onStateUpdate?.(state, 'client')
      accepted.catch((cause: Error) => {
        store.discard(commandId)
        latest().onStateUpdateError?.(cause.message)
      })
    },
    getHttpUrl: () => urlOf({ ...address, host: host ?? globalThis.location?.host ?? '' }, 'http'),
    send: data => backend.send(data),
    close: () => client.close(),
    reconnect: () => client.reconnect(),
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    // What the method gives is for the caller to know.
    call: call as UntypedAgent<unknown>['call'],
    stub: new Proxy({} as UntypedAgent<unknown>['stub'], {
      get: (_, method) =>
        typeof method === 'symbol' || method === 'then' || method === 'toJSON'
          ? undefined
          : (...args: unknown[]) => call(method, args),
    }),
  }

  function tell(type: keyof AgentEvents, data?: unknown): void {
    const event = type === 'message' ? new MessageEvent(type, { data }) : (new Event(type) as MessageEvent)
    const { onOpen, onClose, onError, onMessage } = latest()
    const own = { open: onOpen, close: onClose, error: onError, message: onMessage }[type]
    own?.(event)
    target.dispatchEvent(event)
  }

  function attend(): () => void {
    let was = client.connection.getSnapshot().status
    let { identity, state, mcp } = backend.chat.getSnapshot()
    const leaves = [
      backend.onMessage(data => tell('message', data)),
      client.connection.subscribe(() => {
        const { status } = client.connection.getSnapshot()
        if (status === 'online') tell('open')
        else if (was === 'online') {
          ready = null
          tell('close')
        } else if (status === 'reconnecting') tell('error')
        was = status
      }),
      backend.closed.subscribe(() => {
        const closed = backend.closed.getSnapshot()
        if (closed) latest().onConnectionError?.(errorOf(closed))
      }),
      backend.chat.subscribe(() => {
        const next = backend.chat.getSnapshot()
        const { onIdentity, onIdentityChange, onStateUpdate, onMcpUpdate } = latest()
        if (next.identity && next.identity !== identity) {
          onIdentity?.(next.identity.name, next.identity.agent)
          const isOther =
            identity && (identity.name !== next.identity.name || identity.agent !== next.identity.agent)
          if (isOther)
            onIdentityChange?.(
              identity?.name ?? '',
              next.identity.name,
              identity?.agent ?? '',
              next.identity.agent,
            )
        }
        if (next.state !== undefined && next.state !== state) onStateUpdate?.(next.state, 'server')
        // The server's own words for it.
        if (next.mcp !== null && next.mcp !== mcp) onMcpUpdate?.(next.mcp as unknown as McpServers)
        ;({ identity, state, mcp } = next)
      }),
    ]
    return () => {
      for (const leave of leaves) leave()
    }
  }

  const held: HeldAgent = {
    backend,
    client,
    store,
    agent: exposed,
    hasState,
    regenerateBody: () => ({}),
    attend,
  }
  heldOf.set(exposed, held)
  return held
}
