import { fold } from '@sluice/fold'
import type { ErrorCode, Id, SessionRef } from '@sluice/protocol'
import type { BackendListener, RequestFrame } from '../backend/Backend.ts'
import { createReadables } from '../cell.ts'
import { browserEnvironment } from '../edge/browserEnvironment.ts'
import type { AgentBackend, AgentClosed } from './AgentBackend.ts'
import type { AgentOptions } from './AgentOptions.ts'
import { leafOf, urlOf } from './address.ts'
import { asItIs, type Chat, isWhole, newChat } from './Chat.ts'
import { agentCapabilities } from './capabilities.ts'
import { createAgentConnection } from './createAgentConnection.ts'
import { createCalls } from './createCalls.ts'
import { createCommands } from './createCommands.ts'
import { createSessions } from './createSessions.ts'
import { createStatePatches } from './createStatePatches.ts'
import { agentTransport, pageHost } from './edge/agentTransport.ts'
import { AGAIN_MS, BUSY_MS, FETCHES, PROBE_MS } from './limits.ts'
import { type ChatStep, load, receive, release } from './receive.ts'
import { requestTranscript } from './requestTranscript.ts'
import { type AgentFrame, readAgentFrame, type UiMessage } from './wire.ts'

/** No request has this name, so that its end is an answer that costs the server nothing. */
const PING = 'sluice-ping'

/** These servers do not say who one is. */
const welcome = {
  type: 'welcome',
  eventRevision: 0,
  viewRevision: 0,
  principal: '',
  expiresAt: null,
} as const

/** What needs the transcript before it can be taken over. */
const later = new Set([
  'cf_agent_use_chat_response',
  'cf_agent_message_updated',
  'cf_agent_stream_pending',
  'cf_agent_chat_recovering',
])

/**
 * Creates the backend of one agent: of an `Agent`, an `AIChatAgent` or a `Think`, and of the agents that its tools open. Give it to `createClient`.
 * Nothing is connected before something is used. [C7]
 *
 * @example
 * const backend = cloudflareAgent({ host: 'agents.example.com', agent: 'ChatAgent', name: 'room-7' })
 * createClient({ backend }).session(backend.session)
 */
export function cloudflareAgent(options: AgentOptions): AgentBackend {
  const { environment = browserEnvironment, transport = agentTransport, pingMethod = 'sluicePing' } = options
  const leaf = leafOf(options)
  const session: SessionRef = { agent: leaf.agent, id: leaf.name }
  const { readable, tell } = createReadables()
  const messageListeners = new Set<(data: unknown) => void>()
  let chat: Chat = newChat(leaf.agent, options.clientTools)
  /** What was whole last; what is known of a new connection is not at once. */
  let shown = chat
  let listener: BackendListener | undefined
  let closed: AgentClosed | null = null
  let malformed = 0
  /** Grows with each connection, so that an answer to an earlier one is known. */
  let generation = 0
  let backlog: AgentFrame[] = []
  let waiting: RequestFrame[] = []
  let isChat = false
  let isFetching = false
  /** The transcript was asked for while it was on its way, so that what comes may be older. */
  let isAskedAgain = false
  let stopWaiting: (() => void) | undefined

  const answer: BackendListener['answer'] = frame => {
    connection.dispatch(frame)
    listener?.answer(frame)
  }

  const accept = (commandId: Id): void => answer({ type: 'accepted', commandId, offset: sessions.head() })
  const refuse = (commandId: Id, code: ErrorCode, text: string): void =>
    answer({ type: 'refused', commandId, code, message: text })
  const sessions = createSessions(session, environment.now, answer)

  const connection = createAgentConnection(
    environment,
    async socketListener =>
      transport.connect(await addressOf('ws', '', { _pk: environment.newId() }), socketListener),
    {
      ready() {
        generation += 1
        chat = newChat(leaf.agent, options.clientTools)
        closed = null
        connection.send({ type: 'cf_agent_stream_resume_request', probeId: environment.newId() })
        void fetchTranscript()
        calls.flush()
        stopWaiting = environment.after(PROBE_MS, giveUpWaiting)
        listener?.ready()
        tell()
      },
      lost() {
        generation += 1
        stopWaiting?.()
        backlog = []
        waiting = []
        sessions.drop()
        isFetching = false
        chat = { ...chat, isLoaded: false }
        calls.drop(false)
        commands.drop()
        patches.drop()
        listener?.lost()
        tell()
      },
      ping() {
        if (isChat && !chat.stream) connection.send({ type: 'cf_agent_stream_resume_ack', id: PING })
        else void reached()
      },
      message,
      refused(code, reason) {
        closed = { code, reason }
        calls.drop(true)
      },
    },
  )

  const calls = createCalls(environment, connection.send)
  /** Any answer says that the server has worked off what came before. */
  const reached = (): Promise<void> =>
    calls.call(pingMethod, []).then(
      () => {},
      () => {},
    )

  const commands = createCommands({
    chat: () => chat,
    change(next) {
      chat = next
      show()
    },
    send: connection.send,
    body: options.body,
    reloadSoon: () => void whileConnected(BUSY_MS, () => void fetchTranscript()),
    accepted: accept,
    refused: refuse,
    patch: ({ patch }, commandId) => patches.add(commandId, patch),
  })

  const patches = createStatePatches({
    state: () => chat.state,
    send: state => connection.send({ type: 'cf_agent_state', state }),
    reached,
    accepted(commandId, state) {
      chat = { ...chat, state }
      show()
      accept(commandId)
    },
    refused: (commandId, reason) => refuse(commandId, 'state-refused', reason),
  })

  /** Calls back after a while, if the connection is still the same. */
  function whileConnected(ms: number, run: () => void): () => void {
    const mine = generation
    return environment.after(ms, () => mine === generation && run())
  }

  async function addressOf(
    scheme: 'ws' | 'http',
    more: string,
    query: Record<string, string>,
  ): Promise<string> {
    const given = typeof options.query === 'function' ? await options.query() : options.query
    return urlOf({ ...options, host: options.host ?? pageHost() }, scheme, { ...given, ...query }, more)
  }

  /** Fetches the transcript; one that is older than what came to be known meanwhile is not taken over. */
  async function fetchTranscript(fetches = FETCHES): Promise<void> {
    isAskedAgain = isFetching
    if (isFetching) return
    isFetching = true
    const mine = generation
    const { transcript } = chat
    const messages = await requestTranscript(options, transport, addressOf('http', '/get-messages', {}))
    if (mine !== generation) return
    isFetching = false
    if (messages === undefined) return void whileConnected(AGAIN_MS, () => void fetchTranscript(fetches))
    heard()
    isChat = messages !== null
    const isOld = isAskedAgain || (chat.isLoaded && chat.transcript !== transcript)
    if (isOld && fetches > 1) return fetchTranscript(fetches - 1)
    // A transcript that came over the socket is not lost for want of one here.
    chat = load(chat, messages ?? (chat.transcript.length > 0 ? chat.transcript : null))
    const held = backlog
    backlog = []
    for (const frame of held) take(receive(chat, frame))
    show()
  }

  /** The first word of a server is its welcome, each says that it is there. */
  function heard(): void {
    const at = environment.now()
    connection.dispatch({ ...welcome, at })
    connection.dispatch({ type: 'pong', at })
  }

  function message(data: unknown): void {
    heard()
    for (const each of messageListeners) each(data)
    const frame = readAgentFrame(data)
    if (frame === null) malformed += 1
    else if (frame.type === 'rpc') calls.receive(frame)
    else if (frame.type === 'cf_agent_state_error') patches.refuse(`${frame.error}`)
    else if (!chat.isLoaded && later.has(frame.type)) backlog.push(frame)
    else {
      take(receive(chat, frame))
      show()
    }
  }

  function take([next, effects]: ChatStep): void {
    chat = next
    if (effects?.acknowledge !== undefined)
      connection.send({ type: 'cf_agent_stream_resume_ack', id: effects.acknowledge })
    if (effects?.probe)
      connection.send({ type: 'cf_agent_stream_resume_request', probeId: environment.newId() })
    if (effects?.reload) void fetchTranscript()
    if (effects?.holdMs)
      whileConnected(effects.holdMs, () => {
        chat = release(chat)
        show()
      })
  }

  /** Tells the server of another transcript; who does so is not told of it. */
  function replace(frame: object, transcript: readonly UiMessage[]): void {
    connection.send(frame)
    take([{ ...chat, transcript, stream: null, turn: null, runs: [], sent: {} }])
    show()
  }

  function giveUpWaiting(): void {
    chat = asItIs(chat)
    show()
  }

  function show(): void {
    stopWaiting?.()
    if (!isWhole(chat)) {
      stopWaiting = whileConnected(PROBE_MS, giveUpWaiting)
      return
    }
    shown = chat
    tell()
    sessions.show(chat)
    commands.settle()
    for (const frame of waiting.splice(0)) request(frame)
  }

  function request(frame: RequestFrame): void {
    if (frame.type === 'unsubscribe') {
      waiting = waiting.filter(each => !('channel' in each) || each.channel !== frame.channel)
      sessions.unsubscribe(frame.channel)
    } else if (!isWhole(chat)) waiting.push(frame)
    else if (frame.type === 'subscribe') sessions.subscribe(frame)
    else if (sessions.isRoot(frame.session)) commands.run(frame.commandId, frame.command)
    else refuse(frame.commandId, 'bad-command', 'This session can only be read.')
  }

  return {
    capabilities: agentCapabilities,
    session,
    connection: connection.view,
    chat: readable(() => shown),
    isReady: readable(() => isWhole(chat)),
    closed: readable(() => closed),
    start(next) {
      listener = next
      connection.dispatch({ type: 'start' })
    },
    stop: () => connection.stop('stop'),
    reconnect: () => connection.dispatch({ type: 'wake' }),
    request,
    fold,
    call: (method, args = [], how) => calls.call(method, args, how),
    clear: () => replace({ type: 'cf_agent_chat_clear' }, []),
    replace(messages) {
      if (!chat.stream) replace({ type: 'cf_agent_chat_messages', messages }, messages)
    },
    send: connection.send,
    onMessage(each) {
      messageListeners.add(each)
      return () => void messageListeners.delete(each)
    },
    clockOffset: () => 0,
    malformedFrames: () => malformed,
    close() {
      connection.stop('close')
      calls.drop(true)
    },
  }
}
