import { emptyView, type View } from '@sluice/fold'
import { type Envelope, type ServerFrame, VIEW_REVISION } from '@sluice/protocol'
import { type Applied, type ApplyContext, apply } from './apply.ts'
import { loadLater } from './edge/loadLater.ts'
import type { Follow, FollowOptions } from './FollowOptions.ts'
import { isAhead, markOf, resumeAt } from './positions.ts'
import { readStream } from './readStream.ts'
import { isGood, jsonOf } from './request.ts'
import { Lost } from './translate.ts'
import type { FlueCheckpoint, FlueChunk, FlueSnapshot, FlueStarted } from './wire.ts'

/** Flue's server says something every 15 s; after twice that and a bit the connection is dead. */
const SILENCE_MS = 35_000
/** A proxy that holds streams back gives no first event by then. */
const FIRST_EVENT_MS = 5_000
/** A message may be of a send whose answer is still on its way; longer than that is not waited for it. */
const HOLD_MS = 2_000
/** A conversation that is not there is looked for after 2, 4, 8, 16, 32 and 64 s, and then when the page wakes or sends. */
const FIRST_LOOK_MS = 2_000
const LOOKS = 6
/** Envelopes in one frame. */
const FRAME_ENVELOPES = 300

/** Follows a conversation and answers with our frames, until it is stopped, is refused, or the connection breaks. [C7] */
export function follow(options: FollowOptions): Follow {
  const { ref, channel, want, environment, conversation, answer } = options
  const over = new AbortController()
  /** Ends the stream or the wait that goes on, and not the following. */
  let current = new AbortController()
  let view = options.held
  let incarnation: string | null = null
  let cursor: string | null = null
  let isLive = false
  /** How often all was lost since it was caught up. */
  let losses = 0

  /** The model call that began last. */
  let call: FlueStarted | null = null

  let hydrate: ApplyContext['hydrate'] = null

  const context = (): ApplyContext => ({
    agent: ref.agent,
    hydrate,
    incarnation: incarnation ?? '',
    now: environment.now(),
    commandOf: (submission: string) => conversation.commands.get(submission),
  })

  function keep(next: View): void {
    view = next
    conversation[want === 'view' ? 'view' : 'log'] = next
  }

  function show(next: View): void {
    keep(next)
    answer({
      type: 'snapshot',
      channel,
      offset: next.offset,
      revision: VIEW_REVISION,
      index: 0,
      count: 1,
      text: JSON.stringify(next),
    })
  }

  function caughtUp(): void {
    losses = 0
    if (!isLive) answer({ type: 'live', channel, head: view.offset, writer: true })
    isLive = true
    if (want === 'view') conversation.isLive = true
    options.moved()
  }

  function refuse(refusal: Pick<ServerFrame<'refused'>, 'code' | 'message'>): void {
    over.abort()
    answer({ ...refusal, type: 'refused', channel })
  }

  /** Waits, but no longer than for a wake. */
  const pause = (ms: number | null): Promise<void> =>
    new Promise(resolve => {
      const cancel = ms === null ? undefined : environment.after(ms, resolve)
      current.signal.addEventListener('abort', () => {
        cancel?.()
        resolve()
      })
    })

  async function good(query: string): Promise<Response | null> {
    const response = await options.request(query, current.signal)
    if (isGood(response)) return response
    options.reached()
    const { status } = response
    if (status === 416) throw new Lost()
    const isAbsent =
      status === 404 && /"(stream|agent_instance)_not_found"/.test(await response.clone().text())
    if (!isAbsent) refuse(await (await loadLater()).refusalOf(response))
    return null
  }

  /** Takes the whole conversation. False when there is none. */
  async function takeAll(): Promise<boolean> {
    const loading = loadLater()
    // It is waited for behind the answer, which may be that there is nothing.
    loading.catch(() => {})
    const response = await good('view=history')
    if (response === null) return false
    hydrate = (await loading).hydrate
    const snapshot = await jsonOf<FlueSnapshot>(response, heard)
    options.reached()
    incarnation = snapshot.incarnation ?? snapshot.conversationId
    cursor = snapshot.offset
    conversation.live?.reset()
    show(hydrate(snapshot, context()))
    return true
  }

  async function lookForIt(): Promise<void> {
    if (over.signal.aborted) return
    if (view.offset !== null) show(emptyView)
    caughtUp()
    for (let look = 0; !over.signal.aborted; look++) {
      await pause(look < LOOKS ? FIRST_LOOK_MS * 2 ** look : null)
      if (current.signal.aborted) current = new AbortController()
      if (over.signal.aborted || (await good('view=updates&offset=-1')) !== null) return
    }
  }

  function applyChunk(chunk: FlueChunk): Applied {
    try {
      return apply(view, chunk, context())
    } catch {
      // The whole conversation, which is asked for then, does without what could not be read here.
      throw new Lost()
    }
  }

  /** Takes chunks over, in frames of a few hundred envelopes. */
  async function take(chunks: readonly (FlueChunk | FlueCheckpoint)[], areAhead = false): Promise<void> {
    const live = want === 'view' && !areAhead && conversation.live
    let after = view.offset
    let envelopes: Envelope[] = []
    const flush = (): void => {
      if (envelopes.length > 0) answer({ type: 'events', channel, after, envelopes })
      envelopes = []
      after = view.offset
    }
    for (const given of chunks) {
      let chunk = given
      if (chunk.type === 'stream-checkpoint') {
        incarnation ??= chunk.incarnation
        const isOther = incarnation !== chunk.incarnation
        if (isOther || (view.offset !== null && !view.offset.endsWith(markOf(incarnation)))) throw new Lost()
        continue
      }
      if (chunk.type === 'message-appended' && conversation.posts.size > 0) {
        const isKnown = conversation.commands.has(chunk.message.submissionId ?? '')
        // It would stand beside itself in the outbox until the answer names it. [C3]
        if (!isKnown) await Promise.race([Promise.allSettled(conversation.posts), pause(HOLD_MS)])
        if (over.signal.aborted) return
      }
      if (chunk.type === 'conversation-reset' && chunk.snapshot.messages.length > 0)
        hydrate ??= (await loadLater()).hydrate
      if (chunk.type === 'message-started') call = chunk
      if (live) {
        const rest = live.rest(view, chunk)
        if (!rest) continue
        chunk = rest
      }
      const applied = applyChunk(chunk)
      if (applied.isReplaced) {
        flush()
        // A log has no event for what takes the place of something, so that its reader stays where it was.
        if (want === 'events') keep({ ...applied.view, offset: view.offset })
        else show(applied.view)
        after = view.offset
      } else {
        keep(applied.view)
        envelopes.push(...applied.envelopes)
        if (envelopes.length >= FRAME_ENVELOPES) flush()
      }
    }
    flush()
    if (live) await take(live.due(view, chunks.at(-1)), true)
    options.moved()
  }

  async function stream(): Promise<void> {
    let isFirst = true
    const cancelFirst = environment.after(FIRST_EVENT_MS, () => {
      if (isFirst) options.isHeldBack()
    })
    try {
      const response = await good(`view=updates&offset=${cursor ?? resumeAt(view.offset)}&live=sse`)
      if (response === null) return lookForIt()
      if (response.body === null) return
      const pieces = readStream(response.body, () => {
        isFirst = false
        heard()
      })
      for await (const { name, data } of pieces) {
        // What comes behind the end is not answered, so that it must not be taken over either.
        if (over.signal.aborted) return
        options.reached()
        if (name === 'data') await take(JSON.parse(data))
        if (name === 'live' && want === 'view') {
          conversation.live ??= (await loadLater()).createLive()
          conversation.live.add(JSON.parse(data), call)
          await take(conversation.live.due(view), true)
        }
        if (over.signal.aborted || current.signal.aborted) return
        if (name !== 'control') continue
        const { streamNextOffset, upToDate } = JSON.parse(data) as {
          streamNextOffset: string
          upToDate: boolean
        }
        cursor = streamNextOffset
        if (upToDate) caughtUp()
      }
      throw new Error('ended')
    } finally {
      cancelFirst()
    }
  }

  async function poll(): Promise<void> {
    const wait = isLive ? '&live=long-poll' : ''
    const from = cursor ?? resumeAt(view.offset)
    const response = await good(`view=updates&offset=${from}${wait}`)
    if (response === null) return lookForIt()
    await take(await jsonOf(response, heard))
    options.reached()
    cursor = response.headers.get('stream-next-offset')
    const isUpToDate = response.headers.get('stream-up-to-date')
    // Where another origin shows no headers, the end of a page is not told.
    if (isUpToDate === 'true' || (cursor ?? isUpToDate) === null) caughtUp()
    if (cursor === null && isLive) await pause(1000)
  }

  let stopWatch: (() => void) | undefined
  const heard = (): void => {
    stopWatch?.()
    stopWatch = environment.after(SILENCE_MS, () => {
      // A conversation that is not there says nothing.
      if (view.offset === null) return heard()
      over.abort()
      options.broke('silent')
    })
  }

  async function run(): Promise<void> {
    const refuseGone = (): void => refuse({ code: 'offset-gone', message: 'What came before is gone.' })
    if (options.isGone) return refuseGone()
    const { offset } = view
    // What was shown ahead is known as such by the page that showed it; another one cannot go on from there.
    const goesOn = offset !== null && (!isAhead(offset) || offset === conversation.view.offset)
    let isAsked = want === 'events' || goesOn
    while (!over.signal.aborted) {
      current = new AbortController()
      try {
        if (!isAsked) {
          isAsked = true
          if (!(await takeAll())) await lookForIt()
        } else await (options.live === 'sse' ? stream() : poll())
      } catch (cause) {
        if (over.signal.aborted) return
        if (cause instanceof Lost) {
          // A server that says one thing and streams another is not asked as fast as it answers.
          if (losses++ > 0) await pause(FIRST_LOOK_MS)
          isAsked = want === 'events'
          incarnation = cursor = null
          if (isAsked) return refuseGone()
        } else if (!current.signal.aborted) {
          over.abort()
          options.broke(cause)
        }
      }
    }
  }

  over.signal.addEventListener('abort', () => {
    stopWatch?.()
    current.abort()
  })
  heard()
  void run()

  return { wake: () => current.abort(), stop: () => over.abort() }
}
