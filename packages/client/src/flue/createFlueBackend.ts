import { emptyView, fold, type View } from '@sluice/fold'
import type { BlobRef, SessionRef } from '@sluice/protocol'
import type { Backend, BackendListener, RequestFrame } from '../backend/Backend.ts'
import { createReadables } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import type { ConnectionView } from '../connection/view.ts'
import type { Environment } from '../environment.ts'
import type { Problem } from '../problem.ts'
import { type Conversation, newConversation } from './conversation.ts'
import { type Follow, follow } from './follow.ts'
import { hexOf } from './positions.ts'
import { addressOf, type FlueOptions, requestOf } from './request.ts'
import { checkWaiting, type FlueImage, type SendOptions, send } from './send.ts'

/** A Flue server as a backend. */
export interface FlueBackend extends Backend {
  /** The address of a conversation. */
  address(session: SessionRef): string
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
  let status: ConnectionView['status'] = 'idle'
  let attempt = 0
  let nextAttemptAt: number | null = null
  let error: Problem | null = null
  let cancelRetry: (() => void) | undefined
  let stopWatching: (() => void) | undefined
  let view: ConnectionView
  const { readable, tell } = createReadables()

  function show(next: ConnectionView['status']): void {
    const since = view !== undefined && next === view.status ? view.since : environment.now()
    status = next
    view = { status, attempt, nextAttemptAt, since, error, principal: null }
    tell()
  }
  show('idle')

  const conversationOf = ({ agent, id }: SessionRef): Conversation => {
    const key = `${agent}/${id}`
    const known = conversations.get(key) ?? newConversation()
    conversations.set(key, known)
    return known
  }

  function reached(): void {
    attempt = 0
    error = null
    if (status !== 'online') show('online')
  }

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
    attempt += 1
    error = { code: 'offline', message: `${cause instanceof Error ? cause.message : cause}` }
    const wait = backoffMs(attempt, environment.random())
    nextAttemptAt = environment.now() + wait
    show('reconnecting')
    cancelRetry = environment.after(wait, connect)
  }

  function connect(): void {
    cancelRetry?.()
    nextAttemptAt = null
    connection = new AbortController()
    show(status === 'reconnecting' ? 'reconnecting' : 'connecting')
    listener?.ready()
  }

  function sendOptions(session: SessionRef): SendOptions {
    const { signal } = connection
    const conversation = conversationOf(session)
    return {
      conversation,
      imageOf: blob => images.get(blob),
      answer: frame => {
        if (!signal.aborted) listener?.answer(frame)
      },
      async post(path, body) {
        const response = await requestOf(options, addressOf(options, session) + path, {
          method: 'POST',
          signal,
          ...(body === undefined
            ? {}
            : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
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
    const { signal } = connection
    follows.set(
      channel,
      follow({
        ref: session,
        channel,
        want,
        held: [held, conversation.log].find(({ offset }) => offset === from) ?? emptyView,
        environment,
        conversation,
        live,
        request: (query, stop) =>
          requestOf(options, `${addressOf(options, session)}?${query}`, { signal: stop, cache: 'no-store' }),
        answer: answer => {
          if (!signal.aborted) listener?.answer(answer)
        },
        reached,
        broke,
        moved: () => checkWaiting(sending),
        ended: submission => checkWaiting(sending, submission),
        isHeldBack() {
          live = 'long-poll'
          broke(new TypeError('Streams are held back on the way.'))
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
    else {
      const message = 'A Flue server has no list of its conversations.'
      listener?.answer({ type: 'refused', channel: frame.channel, code: 'not-found', message })
    }
  }

  function wake(): void {
    if (status === 'reconnecting' && nextAttemptAt !== null) connect()
    else for (const each of follows.values()) each.wake()
  }

  function stop(last: 'idle' | 'closed'): void {
    stopWatching?.()
    stopWatching = undefined
    end()
    attempt = 0
    nextAttemptAt = null
    show(last)
  }

  return {
    capabilities: {
      resumes: true,
      exactlyOnce: true,
      approvals: false,
      statePatches: false,
      queue: false,
      directory: false,
    },
    connection: readable(() => view),
    start(next) {
      listener = next
      if (status === 'closed' || (status !== 'idle' && !connection.signal.aborted)) return
      stopWatching ??= environment.onWake(wake)
      status = 'idle'
      connect()
    },
    stop: () => stop('idle'),
    reconnect: wake,
    request,
    fold,
    clockOffset: () => 0,
    malformedFrames: () => 0,
    close: () => stop('closed'),
    address: session => addressOf(options, session),
    attach(image) {
      const blob = hexOf(image.data)
      images.set(blob, image)
      const bytes = Math.floor((image.data.length * 3) / 4)
      return { blob, bytes, mediaType: image.mimeType }
    },
  }
}
