import { emptyView, fold, type View } from '@sluice/fold'
import type { BlobRef, SessionRef } from '@sluice/protocol'
import type { Backend, BackendListener, RequestFrame } from '../backend/Backend.ts'
import { hexOf } from '../backend/hexOf.ts'
import { createReadables, keep } from '../cell.ts'
import { type ConnectionView, noConnection } from '../connection/view.ts'
import type { Environment } from '../environment.ts'
import { type Conversation, newConversation } from './conversation.ts'
import { loadLater } from './edge/loadLater.ts'
import type { Follow } from './FollowOptions.ts'
import { follow } from './follow.ts'
import { addressOf, type FlueOptions, requestOf } from './request.ts'
import { checkWaiting, isUnknown, type SendOptions, send } from './send.ts'
import type { FlueImage } from './wire.ts'

/** The first attempt after a drop comes within this, the next ones within this and a quarter of the time that it has lasted. [W2] */
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000

/** A Flue server as a backend. */
export interface FlueBackend extends Backend {
  /** Holds an image until a message that names it is sent; lasts as long as the page. */
  attach(image: FlueImage): BlobRef
}

/** Creates the backend of a Flue server, over its HTTP. [C7] */
export function createFlueBackend(options: FlueOptions, environment: Environment): FlueBackend {
  const conversations = new Map<string, Conversation>()
  const follows = new Map<number, Follow>()
  const images = new Map<string, FlueImage>()
  let live = options.live ?? 'sse'
  let listener: BackendListener | undefined
  /** Ends what was asked on a connection that is no more. */
  let connection = new AbortController()
  let cancelRetry: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let view: ConnectionView = { ...noConnection, since: environment.now() }
  const { readable, tell } = createReadables()

  function show(change: Partial<ConnectionView>): void {
    const { status } = view
    view = keep(view, { ...view, ...change })
    if (view.status !== status) view = { ...view, since: environment.now() }
    tell()
  }

  const conversationOf = ({ agent, id }: SessionRef): Conversation => {
    const key = `${agent}/${id}`
    const known = conversations.get(key) ?? newConversation()
    conversations.set(key, known)
    return known
  }

  /** Gives answers to what is asked now, and none once the connection is another one. */
  function answering(): BackendListener['answer'] {
    const { signal } = connection
    return frame => {
      if (!signal.aborted) listener?.answer(frame)
    }
  }

  const reached = (): void => show({ status: 'online', attempt: 0, error: null })

  function end(): void {
    connection.abort()
    cancelRetry?.()
    for (const each of follows.values()) each.stop()
    follows.clear()
    for (const each of conversations.values()) each.isLive = false
  }

  function broke(cause: unknown): void {
    if (connection.signal.aborted) return
    end()
    listener?.lost()
    const attempt = view.attempt + 1
    const downForMs = view.status === 'reconnecting' ? environment.now() - view.since : 0
    const wait = environment.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS + downForMs / 4)
    show({
      status: 'reconnecting',
      attempt,
      nextAttemptAt: environment.now() + wait,
      error: {
        code: 'offline',
        message: `The server does not answer, or does not let this page ask. (${cause})`,
      },
    })
    cancelRetry = environment.after(wait, connect)
  }

  function connect(): void {
    cancelRetry?.()
    connection = new AbortController()
    show({ status: view.status === 'reconnecting' ? 'reconnecting' : 'connecting', nextAttemptAt: null })
    listener?.ready()
  }

  function sendOptions(session: SessionRef): SendOptions {
    const { signal } = connection
    const conversation = conversationOf(session)
    return {
      conversation,
      imageOf: blob => images.get(blob),
      answer: answering(),
      async post(path, body) {
        const response = await requestOf(options, addressOf(options, session) + path, {
          method: 'POST',
          signal,
          body: body === undefined ? null : JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        })
        reached()
        return response
      },
    }
  }

  function subscribe(
    frame: Extract<RequestFrame, { type: 'subscribe'; session: unknown }>,
    held: View,
  ): void {
    const { channel, session, want, from } = frame
    const sending = sendOptions(session)
    const { conversation } = sending
    const known = [held, conversation.log].find(({ offset }) => offset === from)
    follows.set(
      channel,
      follow({
        ref: session,
        channel,
        want,
        held: known ?? emptyView,
        isGone: want === 'events' && known === undefined,
        environment,
        conversation,
        live,
        request: (query, stop) =>
          requestOf(options, `${addressOf(options, session)}?${query}`, { signal: stop, cache: 'no-store' }),
        answer: sending.answer,
        reached,
        broke,
        moved: () => checkWaiting(sending),
        isHeldBack() {
          live = 'long-poll'
          broke('held back')
        },
      }),
    )
  }

  function command({ commandId, session, command }: Extract<RequestFrame, { type: 'command' }>): void {
    const sending = sendOptions(session)
    const { posts } = sending.conversation
    const { signal } = connection
    const post = send(commandId, command, sending).then(
      () => {
        // What was not there may be there now.
        if (!sending.conversation.view.offset) for (const each of follows.values()) each.wake()
      },
      (cause: unknown) => {
        if (!signal.aborted) broke(cause)
      },
    )
    posts.add(post)
    void post.finally(() => posts.delete(post))
  }

  function request(frame: RequestFrame, held: View = emptyView): void {
    if (frame.type === 'command') command(frame)
    else if (frame.type === 'unsubscribe') {
      follows.get(frame.channel)?.stop()
      follows.delete(frame.channel)
    } else if ('session' in frame) subscribe(frame, held)
    else listener?.answer({ type: 'refused', channel: frame.channel, ...isUnknown })
  }

  function attach(image: FlueImage): BlobRef {
    const { data, mimeType } = image
    const blob = hexOf(environment.newId())
    images.set(blob, image)
    return { blob, bytes: Math.floor((data.length * 3) / 4), mediaType: mimeType }
  }

  function wake(): void {
    if (view.nextAttemptAt !== null) connect()
    else for (const each of follows.values()) each.wake()
  }

  function stop(last: 'idle' | 'closed'): void {
    stopWatching?.()
    stopWatching = undefined
    end()
    show({ status: last, attempt: 0, nextAttemptAt: null })
  }

  return {
    capabilities: {
      resumes: true,
      exactlyOnce: true,
      approvals: false,
      statePatches: false,
      queue: false,
      directory: false,
      uploads: 'image/*',
    },
    connection: readable(() => view),
    start(next) {
      listener = next
      if (view.status !== 'idle') return
      stopWatching = environment.onWake(wake)
      connect()
    },
    stop: () => stop('idle'),
    reconnect: wake,
    request,
    fold,
    clockOffset: () => 0,
    malformedFrames: () => 0,
    close: () => stop('closed'),
    attach,
    upload: async (_, file) => attach(await (await loadLater()).imageOf(file)),
  }
}
