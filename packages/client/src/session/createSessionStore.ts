import { emptyView, fold, overlay } from '@sluice/fold'
import type { Actor, Id, Json, Offset, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { keep, kept } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createSlices } from '../createSlices.ts'
import { createOutbox, isUnderWay } from '../outbox/createOutbox.ts'
import { noSubscription, type SessionFrame, type SubscriptionEvent, step } from '../subscription/step.ts'
import { createViewStore } from './createViewStore.ts'
import type { SessionStatus, SessionStore } from './SessionStore.ts'

/** What may have been made by a command. */
interface Made {
  readonly commandId?: Id | null
  readonly actor: Actor
}

/** Creates the live view of a session; it subscribes at the server while something of it is subscribed to or a command waits. [C2 C3 C4 C5 C8] */
export function createSessionStore(ref: SessionRef, link: Link): SessionStore {
  let subscription = noSubscription
  let status: SessionStatus = noSubscription
  /** What readers are shown; what is folded is ahead of it by a whole catch-up. [C4] */
  let shown = emptyView
  let folded = emptyView
  let isReplaced = false
  /** The channel of the subscription; none is below zero. */
  let channel = -1
  let stopTimer: (() => void) | undefined

  const use = link.join({
    ready() {
      dispatch({ type: 'ready' })
      outbox.ready()
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
  const work = createSlices(
    link.environment,
    (frame: SessionFrame) => {
      // What an earlier subscription still says is passed over.
      if (frame.channel === channel) dispatch(frame)
    },
    show,
  )

  function unsubscribe(): void {
    if (channel >= 0) link.request({ type: 'unsubscribe', channel })
    channel = -1
  }

  function lost(): void {
    stopTimer?.()
    channel = -1
    dispatch({ type: 'lost' })
    if (!link.backend.capabilities.resumes) subscription = { ...subscription, offset: null }
    outbox.lost()
  }

  function answer(frame: AnswerFrame): void {
    if (frame.type === 'accepted') {
      outbox.accepted(frame.commandId, frame.offset)
      // What had its effect before it came brings no event with which it could leave.
      outbox.shown(shown.offset)
    } else if (frame.type === 'refused' && frame.commandId !== undefined)
      outbox.refused(frame.commandId, frame)
    // No rows travel on our channel.
    else if (frame.channel === channel) work(frame as SessionFrame)
  }

  function dispatch(event: SubscriptionEvent): void {
    const { state, effects } = step(subscription, event)
    const { envelopes, view } = effects
    subscription = state
    if (effects.unsubscribe) unsubscribe()
    if (effects.subscribe) {
      channel = link.newChannel()
      link.request({ type: 'subscribe', channel, session: ref, from: state.offset, want: 'view' })
    }
    if (effects.wait !== undefined)
      stopTimer = link.environment.after(
        effects.wait + backoffMs(state.attempt, link.environment.random()),
        () => dispatch({ type: 'ready' }),
      )
    if (envelopes) {
      for (const envelope of envelopes) note(envelope, envelope.offset)
      folded = fold(folded, envelopes)
      if (folded.outdated) dispatch({ type: 'outdated' })
    }
    if (view) {
      folded = view
      isReplaced = true
      // A snapshot has no envelopes, but its messages say which command made them.
      for (const made of [...view.settled.flat(), ...view.open.queue] as readonly Made[])
        note(made, view.offset ?? '')
    }
    work()
  }

  /** Notes that what was made by a command stands at an offset, if the command is one of ours. [C3] */
  function note({ commandId, actor }: Made, offset: Offset): void {
    const { principal } = link.backend.connection.getSnapshot()
    if (commandId && (!principal || principal === actor.id)) outbox.accepted(commandId, offset)
  }

  /** Shows what is new. What leaves the outbox is told of together with the effect that is shown. [C3] */
  function show(): void {
    const { phase, writer, error } = subscription
    status = keep(status, { phase, writer, error })
    if (folded !== shown && (phase === 'live' || phase === 'closed')) {
      shown = folded
      store.show(shown, isReplaced)
      isReplaced = false
      outbox.shown(shown.offset)
    }
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
    send: outbox.add,
    retry: outbox.retry,
    discard: outbox.discard,
    subscribe: store.value(kept(() => [shown, status, outbox.entries()]))().subscribe,
  })
}
