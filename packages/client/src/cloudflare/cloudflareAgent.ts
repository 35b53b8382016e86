import { fold } from '@sluice/fold'
import type { ErrorCode, Id, SessionRef } from '@sluice/protocol'
import type { BackendListener, RequestFrame } from '../backend/Backend.ts'
import { createReadables } from '../cell.ts'
import { browserEnvironment } from '../edge/browserEnvironment.ts'
import type { AgentBackend, AgentClosed } from './AgentBackend.ts'
import type { AgentOptions } from './AgentOptions.ts'
import { kebab, leafOf, urlOf } from './address.ts'
import { asItIs, type Chat, isWhole, newChat, sceneOf } from './Chat.ts'
import { agentCapabilities, channelCapabilities } from './capabilities.ts'
import { createAgentConnection } from './createAgentConnection.ts'
import { createCommands } from './createCommands.ts'
import { createExtrasLoader } from './createExtrasLoader.ts'
import { createJournal } from './createJournal.ts'
import { createTranscript } from './createTranscript.ts'
import { agentTransport, pageHost } from './edge/agentTransport.ts'
import type { Extras } from './extras/createExtras.ts'
import { PROBE_MS } from './limits.ts'
import { type ChatStep, isLater, load, receive } from './receive.ts'
import { requestTranscript } from './requestTranscript.ts'
import { type AgentFrame, isPlain, readAgentFrame } from './wire.ts'

/** These servers do not say who one is. */
const welcome = {
  type: 'welcome',
  eventRevision: 0,
  viewRevision: 0,
  principal: '',
  expiresAt: null,
} as const

/**
 * Creates the backend of one agent: of an `Agent`, an `AIChatAgent` or a `Think`, and of the agents that its tools open. Give it to `createClient`.
 * Nothing is connected before something is used. [C7]
 *
 * @example
 * const backend = cloudflareAgent({ host: 'agents.example.com', agent: 'ChatAgent', name: 'room-7' })
 * createClient({ backend }).session(backend.session)
 */
export function cloudflareAgent(options: AgentOptions): AgentBackend {
  const { environment = browserEnvironment, transport = agentTransport, clientTools, isChannel } = options
  const leaf = leafOf(options)
  const session: SessionRef = { agent: leaf.agent, id: leaf.name }
  const { readable, tell } = createReadables()
  const messageListeners = new Set<(data: unknown) => void>()
  let chat: Chat = newChat(leaf.agent, clientTools)
  /** What was whole last; what is known of a new connection is not at once. */
  let shown = chat
  let listener: BackendListener | undefined
  let closed: AgentClosed | null = null
  let malformed = 0
  /** Grows with each connection, so that an answer to an earlier one is known. */
  let generation = 0
  let backlog: AgentFrame[] = []
  let waiting: RequestFrame[] = []
  let stopWaiting: (() => void) | undefined
  let sequence = 0

  const next = (): number => ++sequence
  const answer: BackendListener['answer'] = frame => {
    connection.dispatch(frame)
    listener?.answer(frame)
  }
  const newJournal = () => createJournal(next, environment.now, answer, () => extras.present())
  let journal = newJournal()
  const accept = (commandId: Id): void => answer({ type: 'accepted', commandId, offset: journal.head() })
  const refuse = (commandId: Id, code: ErrorCode, message: string): void =>
    answer({ type: 'refused', commandId, code, message })
  const change = (next: Chat): void => {
    chat = next
    show()
  }

  const connection = createAgentConnection(
    environment,
    transport,
    () => addressOf('ws', '', { _pk: environment.newId() }),
    {
      ready() {
        generation += 1
        chat = newChat(leaf.agent, clientTools)
        closed = null
        if (!isChannel) {
          probe()
          void transcript.fetch()
        }
        // Whoever goes on with a conversation, or answers it, finds the rest there when it is needed.
        extras.use(({ connected }) => connected())
        stopWaiting = environment.after(PROBE_MS, giveUpWaiting)
        listener?.ready()
        tell()
      },
      lost() {
        generation += 1
        stopWaiting?.()
        backlog = []
        waiting = []
        journal = newJournal()
        transcript.drop()
        chat = { ...chat, isLoaded: false }
        extras.present()?.dropped(false)
        commands.drop()
        listener?.lost()
        tell()
      },
      ping: () => extras.present()?.ping(),
      message,
      refused(code, reason) {
        closed = { code, reason }
        extras.end()
      },
    },
  )
  const { send } = connection
  const transcript = createTranscript({
    request: () => requestTranscript(options, transport, addressOf('http', '/get-messages', {})),
    after: whileConnected,
    known: () => (chat.isLoaded ? chat.transcript : null),
    heard,
    take(messages) {
      const loaded = (how: Pick<Extras, 'load'>): void => {
        // A transcript that came over the socket is not lost for want of one here.
        chat = how.load(chat, messages ?? (chat.transcript.length > 0 ? chat.transcript : null))
        resume()
      }
      if (chat.stream || backlog[0] || !isPlain(messages ?? [])) withExtras(loaded)
      else loaded({ load })
    },
  })
  const probe = () => send({ type: 'cf_agent_stream_resume_request', probeId: environment.newId() })

  const commands = createCommands({
    chat: () => chat,
    change,
    send: frame => (extras.present() ?? connection).send(frame),
    body: options.body,
    accept,
    refuse,
    other: (commandId, command) =>
      onConnection(
        ({ run }) => run(commandId, command),
        cause => refuse(commandId, 'internal', `${cause}`),
      ),
  })

  const extras = createExtrasLoader(() => ({
    ...options,
    ...commands,
    environment,
    root: session,
    chat: () => chat,
    change,
    send,
    answer,
    next,
    after: whileConnected,
    fetch: transcript.fetch,
    accept,
    refuse,
    lose,
  }))

  /** Uses the extras, if the connection is still the same when they are there. */
  function onConnection(use: (extras: Extras) => void, failed?: (cause: unknown) => void): void {
    const mine = generation
    extras.use(loaded => mine === generation && use(loaded), failed)
  }

  /** Goes on when the extras are there; a connection without them is of no use any more. */
  const lose = (): void => connection.dispatch({ type: 'lost' })

  const withExtras = (run: (extras: Extras) => void): void => onConnection(run, lose)

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
    // What stands first and may be taken waits for the extras, and all others for it.
    else if ((backlog[0] && canTake(backlog[0])) || !canTake(frame)) backlog.push(frame)
    else {
      backlog.unshift(frame)
      resume()
    }
  }

  /** Whether nothing but the extras can be missing to take a frame over. */
  const canTake = (frame: AgentFrame): boolean => chat.isLoaded || !isLater(frame)

  /** Takes over what waits, until something needs the transcript, or the extras that are not loaded yet. */
  function resume(): void {
    for (let frame = backlog[0]; frame && canTake(frame); frame = backlog[0]) {
      const step = receive(chat, frame, extras.present()) ?? extras.present()?.receive(frame)
      if (!step) {
        withExtras(resume)
        return
      }
      backlog.shift()
      take(step)
    }
    show()
  }

  function take([next, effects]: ChatStep): void {
    chat = next
    if (effects?.acknowledge !== undefined)
      send({ type: 'cf_agent_stream_resume_ack', id: effects.acknowledge })
    if (effects?.probe) probe()
    if (effects?.reload) void transcript.fetch()
    if (effects?.holdMs) whileConnected(effects.holdMs, () => extras.present()?.release())
  }

  const giveUpWaiting = (): void => change(asItIs(chat))

  function show(): void {
    stopWaiting?.()
    if (!isWhole(chat)) {
      stopWaiting = whileConnected(PROBE_MS, giveUpWaiting)
      return
    }
    shown = chat
    tell()
    journal.show(sceneOf(chat, extras.present()?.turnOf(chat)))
    extras.present()?.show()
    commands.settle()
    for (const frame of waiting.splice(0)) request(frame)
  }

  const isRoot = ({ agent, id }: SessionRef): boolean => kebab(agent) === leaf.agent && id === leaf.name

  function request(frame: RequestFrame): void {
    const isOwn = 'session' in frame && isRoot(frame.session)
    if (frame.type === 'unsubscribe') {
      waiting = waiting.filter(each => !('channel' in each) || each.channel !== frame.channel)
      journal.close(frame.channel)
      extras.present()?.unsubscribe(frame.channel)
    } else if (!isWhole(chat)) waiting.push(frame)
    else if (frame.type === 'subscribe')
      if (isOwn) journal.open(frame.channel)
      else onConnection(({ subscribe }) => subscribe(frame))
    else if (isOwn) (extras.present() ?? commands).run(frame.commandId, frame.command)
    else refuse(frame.commandId, 'bad-command', 'This session can only be read.')
  }

  return {
    get capabilities() {
      return isChannel || extras.present()?.isChannel() ? channelCapabilities : agentCapabilities
    },
    session,
    connection: connection.connection,
    chat: readable(() => shown),
    isReady: readable(() => isWhole(chat)),
    closed: readable(() => closed),
    start(next) {
      listener = next
      connection.start()
    },
    stop: () => connection.stop('stop'),
    reconnect: connection.wake,
    request,
    fold,
    call: (method, args = [], how) => extras.ask(({ call }) => call(method, args, how)),
    upload: (_, file) => extras.ask(({ upload }) => upload(file)),
    clear: () => extras.use(({ clear }) => clear()),
    replace: messages => extras.use(({ replace }) => replace(messages)),
    send: connection.send,
    onMessage(each) {
      messageListeners.add(each)
      return () => void messageListeners.delete(each)
    },
    clockOffset: () => 0,
    malformedFrames: () => malformed,
    close() {
      connection.stop('close')
      extras.end()
    },
  }
}
