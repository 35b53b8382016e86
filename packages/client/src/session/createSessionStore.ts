import { emptyView, overlay, type View } from '@sluice/fold'
import type { Event, Json, Offset, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { kept } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createSlices } from '../createSlices.ts'
import { takeSeed } from '../hydration/seeds.ts'
import { createOutbox, isUnderWay } from '../outbox/createOutbox.ts'
import type { KeptView } from '../storage/ViewStorage.ts'
import { joinFrames } from '../subscription/joinFrames.ts'
import { noSubscription, type SessionFrame, type SubscriptionEvent, step } from '../subscription/step.ts'
import { createViewStore } from './createViewStore.ts'
import { type Made, madeIn } from './madeIn.ts'
import type { Redactions, SessionStatus, SessionStore } from './SessionStore.ts'
import { settledCount, TRIM_STEP } from './settledCount.ts'

/** Looking for what is kept holds up the subscription at most this long. */
const LOOK_MS = 1_000

const isOther = (a: SessionStatus, b: SessionStatus): boolean =>
  a.phase !== b.phase || a.writer !== b.writer || a.staleSince !== b.staleSince || a.error !== b.error

/** What a session that one may not read any more is closed with; what was kept of it is dropped. [S12] */
const gone = /^(deleted|not-found|forbidden)$/

/** Creates the live view of a session; it subscribes at the server while something of it is subscribed to or a command waits. [C2 C3 C4 C5 C8] */
export function createSessionStore(ref: SessionRef, link: Link): SessionStore {
  let subscription = noSubscription
  let staleSince: number | null = null
  let status: SessionStatus = { phase: 'connecting', writer: false, error: null, staleSince }
  /** What readers are shown; what is folded is ahead of it by a whole catch-up. [C4] */
  let shown = emptyView
  let folded = emptyView
  let isReplaced = false
  /** The channel of the subscription; none is below zero. */
  let channel = -1
  let stopTimer: (() => void) | undefined
  let redactions: Redactions = { since: null, messages: new Set() }
  let holds = 0
  /** How many things the log had settled when it was last looked how many of them are held. */
  let trimmedAt = 0
  /** Grows with each connection and its end; odd while there is one. */
  let connection = 0
  let wasLive = false
  /** The subscription begins where what is kept ends, so it waits until that was looked for. */
  let isLooking = false

  const use = link.join({
    ready() {
      if (connection % 2 === 0) connection += 1
      work.take(connection)
    },
    known: () => outbox.ready(),
    forget() {
      subscription = noSubscription
      staleSince = null
      wasLive = false
      begin(emptyView)
      shown = folded
      isReplaced = false
      outbox.forget()
      store.show(shown, true)
      lookForKept()
      show()
    },
    lost,
    answer,
    left() {
      unsubscribe()
      lost()
      // A session that was closed is asked for anew when it is used again.
      subscription = { ...subscription, phase: 'connecting', error: null }
    },
  })
  const store = createViewStore(use)
  const outbox = createOutbox(ref, link, use, store.tell)
  /** Frames, and between them the beginnings and ends of connections: what came before an end is taken, so that a slow page gets on. */
  const work = createSlices<SessionFrame | number>(
    link.environment,
    event => {
      // What an earlier subscription still says is passed over.
      if (typeof event === 'object') {
        if (event.channel === channel) dispatch(event)
      } else if (event % 2 === 0) end()
      else if (event === connection && !isLooking) dispatch({ type: 'ready' })
    },
    show,
    joinFrames,
  )

  /** Paints what is kept, unless something newer is there already, and begins from it where nothing was asked for yet. */
  function paint({ view, savedAt, person }: KeptView): void {
    if (folded !== emptyView || wasLive || !link.isOurs(person)) return
    // Before it is shown: what leaves the outbox does so with the view that shows its effect. [C3]
    outbox.doubt(null)
    noteAll(view)
    shown = view
    staleSince = savedAt
    store.show(view, true)
    outbox.shown(view.offset)
    const { resumes } = link.backend.capabilities
    if (resumes || isLooking) begin(view)
    else isReplaced = true
    if (resumes) goOnFrom(view.offset)
    work.add()
  }

  /** Has the subscription begin at an offset. One that was asked for already may end before it, so it is asked for again. */
  function goOnFrom(offset: Offset | null): void {
    if (!isLooking) {
      unsubscribe()
      end()
    }
    subscription = { ...subscription, offset }
    if (!isLooking && connection % 2 === 1) work.take(connection)
  }

  function lookNoMore(): void {
    if (!isLooking) return
    isLooking = false
    if (connection % 2 === 1) work.take(connection)
  }

  function lookForKept(): void {
    if (!link.views) return
    isLooking = true
    void link.views.load(ref, link.person()).then(kept => {
      if (kept) paint(kept)
      lookNoMore()
    })
    link.environment.after(LOOK_MS, lookNoMore)
  }

  const seed = takeSeed(link, ref)
  if (seed) {
    isLooking = true
    paint({ view: seed, savedAt: link.environment.now() })
    isLooking = false
  } else lookForKept()

  function unsubscribe(): void {
    if (channel >= 0) link.request({ type: 'unsubscribe', channel })
    channel = -1
  }

  function lost(): void {
    if (connection % 2 === 1) connection += 1
    if (subscription.phase === 'live') staleSince = link.environment.now()
    work.take(connection)
    outbox.lost()
    outbox.doubt(folded.offset)
  }

  function end(): void {
    stopTimer?.()
    channel = -1
    dispatch({ type: 'lost' })
    if (!link.backend.capabilities.resumes) subscription = { ...subscription, offset: null }
  }

  function answer(frame: AnswerFrame): void {
    if (frame.type === 'accepted') {
      outbox.accepted(frame.commandId, frame.offset)
      // What had its effect before it came brings no event with which it could leave.
      work.add()
    } else if (frame.type === 'refused' && frame.commandId !== undefined)
      outbox.refused(frame.commandId, frame)
    // No rows travel on our channel.
    else if (frame.channel === channel) work.add(frame as SessionFrame)
  }

  function dispatch(event: SubscriptionEvent): void {
    const { state, effects } = step(subscription, event)
    const { envelopes, view } = effects
    subscription = state
    if (effects.unsubscribe) unsubscribe()
    if (effects.subscribe) {
      channel = link.newChannel()
      link.request({ type: 'subscribe', channel, session: ref, from: state.offset, want: 'view' }, folded)
    }
    if (effects.wait !== undefined)
      stopTimer = link.environment.after(
        effects.wait + backoffMs(state.attempt, link.environment.random()),
        () => dispatch({ type: 'ready' }),
      )
    if (envelopes) {
      for (const envelope of envelopes) {
        note(envelope, envelope.offset)
        if (envelope.event.type === 'message.redacted')
          noteRedaction(envelope.event as Event<'message.redacted'>)
      }
      folded = link.backend.fold(folded, envelopes)
      if (folded.outdated) dispatch({ type: 'outdated' })
    }
    if (view) {
      begin(view)
      isReplaced = true
      // The last frames of an earlier connection may have been taken after it was lost.
      outbox.doubt(null)
      noteAll(view)
    }
    if (state.phase === 'closed' && gone.test(state.error?.code ?? '')) {
      link.views?.save(ref, null, link.person())
      if (!wasLive) {
        folded = emptyView
        isReplaced = true
      }
    }
    work.add()
  }

  /** Takes over a whole view, which says nothing of what was redacted before it. */
  function begin(view: View): void {
    folded = view
    redactions = { since: view.offset, messages: new Set() }
    trimmedAt = settledCount(folded)
  }

  function noteRedaction({ message }: Event<'message.redacted'>): void {
    redactions = { ...redactions, messages: new Set(redactions.messages).add(message) }
  }

  /** Lets go of what the page has outgrown. Looking costs as much as what is held, so it is not done each time. [F7] */
  function trim(): void {
    if (settledCount(folded) - trimmedAt < TRIM_STEP) return
    trimmedAt = settledCount(folded)
    const trimmed = link.backend.trim?.(folded, holds > 0) ?? folded
    if (trimmed === folded) return
    folded = trimmed
    isReplaced = true
  }

  function noteAll(view: View): void {
    for (const made of madeIn(view)) note(made, view.offset ?? '')
  }

  /** Notes that what was made by a command stands at an offset, if the command is one of ours. [C3] */
  function note({ commandId, actor }: Made, offset: Offset): void {
    const { principal } = link.backend.connection.getSnapshot()
    if (commandId && (!principal || principal === actor.id)) outbox.accepted(commandId, offset)
  }

  /** Shows what is new. What leaves the outbox is told of together with the effect that is shown. [C3] */
  function show(): void {
    const { phase, writer, error } = subscription
    if (phase === 'live') {
      staleSince = null
      wasLive = true
    }
    const next: SessionStatus = { phase, writer, error, staleSince }
    if (isOther(status, next)) status = next
    if (phase === 'live' || phase === 'closed') {
      const isNew = folded !== shown
      if (isNew) trim()
      shown = folded
      if (isNew) store.show(shown, isReplaced)
      isReplaced = false
      // Until then what is shown may be of a history that is no more, whose offsets say nothing.
      outbox.shown(shown.offset)
    }
    if (phase === 'live' && shown.session) link.views?.save(ref, shown, link.person())
    store.tell()
  }

  const readState = (): Json =>
    overlay(
      shown.state,
      outbox
        .entries()
        .filter(isUnderWay)
        .flatMap(({ command }) => (command.type === 'state.patch' ? [command.patch] : [])),
    )

  return Object.assign(store, {
    ref,
    getView: () => shown,
    getStatus: () => status,
    state: store.value(kept(readState)),
    outbox: store.value(outbox.entries),
    status: store.value(() => status),
    redactions: store.value(() => redactions),
    hold() {
      let isHeld = true
      holds += 1
      return () => {
        if (isHeld) holds -= 1
        isHeld = false
        // What was kept for the reader goes with what comes next.
        if (holds === 0) trimmedAt = 0
      }
    },
    send: outbox.add,
    edit: outbox.edit,
    retry: outbox.retry,
    discard: outbox.discard,
    ...store.value(kept(() => ({ view: shown, status, outbox: outbox.entries() })))(),
  })
}
