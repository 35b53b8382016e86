import { emptyView, fold, overlay } from '@sluice/fold'
import type { Actor, Id, Offset, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { kept } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createSlices } from '../createSlices.ts'
import type { Environment } from '../environment.ts'
import { createOutbox, isUnderWay } from '../outbox/createOutbox.ts'
import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import { noSubscription, type SessionFrame, type SubscriptionEvent, step } from '../subscription/step.ts'
import { createViewStore } from './createViewStore.ts'
import type { SessionStatus, SessionStore } from './SessionStore.ts'

/** What the store of a session is made of. */
export interface SessionStoreOptions {
  readonly ref: SessionRef
  readonly link: Link
  readonly environment: Environment
  readonly storage: OutboxStorage | undefined
}

/** What may have been made by a command. */
interface Made {
  readonly commandId?: Id | null
  readonly actor: Actor
}

/** Creates the live view of a session; it subscribes at the server while something of it is subscribed to or a command waits. [C2 C3 C4 C5 C8] */
export function createSessionStore({ ref, link, environment, storage }: SessionStoreOptions): SessionStore {
  const { capabilities, connection } = link.backend
  let subscription = noSubscription
  /** What readers are shown; what is folded is ahead of it by a whole catch-up. [C4] */
  let shown = emptyView
  let folded = emptyView
  let isReplaced = false
  let isHeld = false
  /** The channel of the subscription; none is below zero. */
  let channel = -1
  let stopTimer: (() => void) | undefined

  const use = link.join({
    ready() {
      advance({ type: 'ready' })
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
  const outbox = createOutbox({
    ref,
    environment,
    storage,
    exactlyOnce: capabilities.exactlyOnce,
    request: (commandId, command) => link.request({ type: 'command', commandId, session: ref, command }),
    changed() {
      // What is in the outbox holds the subscription.
      const hasEntries = outbox.entries().length > 0
      if (hasEntries !== isHeld) {
        isHeld = hasEntries
        use(hasEntries ? 1 : -1)
      }
      store.tell()
    },
  })
  const work = createSlices(environment, take, show)
  const readStatus = kept((): SessionStatus => {
    const { phase, writer, error } = subscription
    return { phase, writer, error }
  })
  let status = readStatus()

  function unsubscribe(): void {
    if (channel >= 0) link.request({ type: 'unsubscribe', channel })
    channel = -1
  }

  function lost(): void {
    stopTimer?.()
    channel = -1
    advance({ type: 'lost' })
    if (!capabilities.resumes) subscription = { ...subscription, position: null }
    outbox.lost()
  }

  function answer(frame: AnswerFrame): void {
    if (frame.type === 'accepted') {
      outbox.accepted(frame.commandId, frame.offset)
      // What had its effect before it came brings no event with which it could leave.
      outbox.shown(shown.offset)
    } else if (frame.type === 'refused' && frame.commandId !== undefined)
      outbox.refused(frame.commandId, frame)
    else {
      if (frame.type === 'live' && frame.channel === channel) outbox.ended(frame.head)
      // The channel is ours, and no rows travel on it.
      work(frame as SessionFrame)
    }
  }

  /** What an earlier subscription still says is passed over. */
  function take(frame: SessionFrame): void {
    if (frame.channel === channel) dispatch(frame)
  }

  function advance(event: SubscriptionEvent): void {
    dispatch(event)
    work()
  }

  function dispatch(event: SubscriptionEvent): void {
    const { state, effects } = step(subscription, event)
    const { subscribe, wait, fold: envelopes, replace } = effects
    subscription = state
    if (effects.unsubscribe) unsubscribe()
    if (subscribe) {
      channel = link.newChannel()
      link.request({ type: 'subscribe', channel, session: ref, from: state.position, want: 'view' })
    }
    if (wait !== undefined)
      stopTimer = environment.after(wait + backoffMs(state.failures, environment.random()), () =>
        advance({ type: 'ready' }),
      )
    if (envelopes) {
      for (const envelope of envelopes) note(envelope, envelope.offset)
      folded = fold(folded, envelopes)
      if (folded.outdated !== null) dispatch({ type: 'outdated' })
    }
    if (replace) {
      folded = replace
      isReplaced = true
      // A snapshot has no envelopes, but its messages say which command made them.
      for (const made of [...replace.settled.flat(), ...replace.open.queue])
        if ('commandId' in made) note(made, replace.offset ?? '')
    }
  }

  /** Notes that what was made by a command stands at an offset, if the command is one of ours. [C3] */
  function note({ commandId, actor }: Made, offset: Offset): void {
    const { principal } = connection.getSnapshot()
    if (commandId && (principal ?? actor.id) === actor.id) outbox.accepted(commandId, offset)
  }

  /** Shows what is new. What leaves the outbox is told of together with the effect that is shown. [C3] */
  function show(): void {
    status = readStatus()
    if (folded !== shown && (status.phase === 'live' || status.phase === 'closed')) {
      shown = folded
      store.show(shown, isReplaced)
      isReplaced = false
      outbox.shown(shown.offset)
    }
    store.tell()
  }

  const { value } = store
  /** Those that may still apply. [C8] */
  const patches = () =>
    outbox
      .entries()
      .filter(isUnderWay)
      .flatMap(({ command }) => (command.type === 'state.patch' ? [command.patch] : []))

  return Object.assign(store, {
    ref,
    getView: () => shown,
    getStatus: () => status,
    state: value(kept(() => overlay(shown.state, patches()))),
    outbox: value(outbox.entries),
    status: value(() => status),
    send: outbox.add,
    retry: outbox.retry,
    discard: outbox.discard,
    subscribe: value(kept(() => [shown, status, outbox.entries()]))().subscribe,
  })
}
