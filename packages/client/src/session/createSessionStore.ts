import { emptyView, fold, overlay } from '@sluice/fold'
import type { Actor, Id, Offset, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { memo } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createRetainer } from '../createRetainer.ts'
import { createSlices } from '../createSlices.ts'
import type { Environment } from '../environment.ts'
import { createOutbox, patchesOf } from '../outbox/createOutbox.ts'
import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import {
  noSubscription,
  type SubscriptionEffect,
  type SubscriptionEvent,
  step,
} from '../subscription/step.ts'
import { createViewStore } from './createViewStore.ts'
import type { SessionStatus, SessionStore } from './SessionStore.ts'

/** Envelopes that are folded between two looks at the clock. [C4] */
const BATCH = 128

/** What the store of a session is made of. */
export interface SessionStoreOptions {
  readonly ref: SessionRef
  readonly link: Link
  readonly environment: Environment
  readonly storage: OutboxStorage | undefined
  /** Is told whether the store must be kept: something listens, or the outbox holds something. */
  used(isUsed: boolean): void
}

/** What may have been made by a command. */
interface Made {
  readonly commandId?: Id | null
  readonly actor: Actor
}

type Perform = {
  readonly [K in SubscriptionEffect['type']]: (effect: Extract<SubscriptionEffect, { type: K }>) => void
}

/** Creates the live view of a session; it subscribes at the server while something of it is subscribed to or a command waits. [C2 C3 C4 C5 C8] */
export function createSessionStore(options: SessionStoreOptions): SessionStore {
  const { ref, link, environment, storage, used } = options
  const { capabilities, connection } = link.backend
  let subscription = noSubscription
  let status: SessionStatus = { phase: 'connecting', writer: false, error: null }
  /** What readers are shown; what is folded is ahead of it by a frame, or by a whole catch-up. [C4] */
  let shown = emptyView
  let folded = emptyView
  let isReplaced = false
  let isCaughtUp = false
  let isPlanned = false
  let isShowing = false
  let isJoined = false
  let isHeld = false
  let channel: number | undefined
  let stopTimer: (() => void) | undefined
  let releaseHeld: (() => void) | undefined

  const retain = createRetainer(environment, () => {
    isJoined = true
    keep()
    const leave = link.join({
      ready() {
        dispatch({ type: 'ready' })
        outbox.pump()
      },
      lost,
      answer,
    })
    return () => {
      isJoined = false
      if (link.isReady()) unsubscribe()
      lost()
      // A session that was closed is asked for anew when it is used again.
      subscription = { ...noSubscription, position: subscription.position, writer: subscription.writer }
      keep()
      leave()
    }
  })
  const store = createViewStore(retain)
  const outbox = createOutbox({
    ref,
    environment,
    storage,
    exactlyOnce: capabilities.exactlyOnce,
    isReady: () => isJoined && link.isReady(),
    request: (commandId, command) => link.request({ type: 'command', commandId, session: ref, command }),
    changed() {
      keep()
      if (!isShowing) store.tell()
    },
  })
  const addWork = createSlices(environment, plan)

  /** Holds the subscription while a command is under way, and the store while anything is in the outbox. */
  function keep(): void {
    const entries = outbox.entries()
    const isBusy = entries.some(entry => entry.status !== 'refused' && entry.status !== 'expired')
    used(isJoined || entries.length > 0)
    if (isBusy === isHeld) return
    isHeld = isBusy
    if (isBusy) releaseHeld = retain()
    else releaseHeld?.()
  }

  function unsubscribe(): void {
    if (channel !== undefined) link.request({ type: 'unsubscribe', channel })
    channel = undefined
  }

  function lost(): void {
    stopTimer?.()
    channel = undefined
    dispatch({ type: 'lost' })
    if (!capabilities.resumes) subscription = { ...subscription, position: null }
    outbox.lost()
  }

  function answer(frame: AnswerFrame): void {
    if (frame.type === 'accepted') {
      outbox.accepted(frame.commandId, frame.offset)
      // What had its effect before it came brings no event with which it could leave.
      outbox.shown(shown.offset)
    } else if (frame.type === 'refused' && frame.commandId !== undefined)
      outbox.refused(frame.commandId, { code: frame.code, message: frame.message }, frame.retryAfterMs ?? 0)
    else if (frame.type !== 'rows' && frame.channel === channel) dispatch(frame)
  }

  function dispatch(event: SubscriptionEvent): void {
    const result = step(subscription, event)
    subscription = result.state
    // The cast joins what the type of the record keeps apart.
    for (const effect of result.effects)
      (perform[effect.type] as (effect: SubscriptionEffect) => void)(effect)
    plan()
  }

  const perform: Perform = {
    subscribe({ from }) {
      isCaughtUp = false
      channel = link.newChannel()
      link.request({ type: 'subscribe', channel, session: ref, from, want: 'view' })
    },
    unsubscribe,
    wait({ atLeastMs, failures }) {
      const ms = atLeastMs + backoffMs(failures, environment.random())
      stopTimer = environment.after(ms, () => dispatch({ type: 'timer' }))
    },
    fold({ envelopes }) {
      const work: (() => void)[] = []
      for (let at = 0; at < envelopes.length; at += BATCH) {
        const batch = envelopes.slice(at, at + BATCH)
        work.push(() => {
          for (const envelope of batch) note(envelope, envelope.offset)
          folded = fold(folded, batch)
          if (folded.outdated !== null) dispatch({ type: 'outdated' })
        })
      }
      addWork(...work)
    },
    replace: ({ view }) =>
      addWork(() => {
        folded = view
        isReplaced = true
      }),
    'caught-up'({ head }) {
      const mine = channel
      addWork(() => {
        // Another subscription may have begun since.
        if (mine !== channel) return
        isCaughtUp = true
        outbox.ended(head)
      })
    },
  }

  /** Notes that what was made by a command stands at an offset, if the command is one of ours. [C3] */
  function note({ commandId, actor }: Made, offset: Offset): void {
    const { principal } = connection.getSnapshot()
    if (commandId && (principal ?? actor.id) === actor.id) outbox.accepted(commandId, offset)
  }

  /** Shows what is new before the next paint. */
  function plan(): void {
    if (isPlanned) return
    isPlanned = true
    environment.onFrame(() => {
      isPlanned = false
      show()
    })
  }

  function show(): void {
    const { phase: at, writer, error } = subscription
    const isConnected = at === 'catching-up' || at === 'live'
    const phase = at === 'closed' ? at : !isConnected ? 'connecting' : isCaughtUp ? 'live' : 'catching-up'
    if (phase !== status.phase || writer !== status.writer || error !== status.error)
      status = { phase, writer, error }
    if (folded !== shown && (isCaughtUp || at === 'closed')) {
      // What leaves the outbox is told of together with the effect that is shown. [C3]
      isShowing = true
      shown = folded
      store.show(shown, isReplaced)
      if (isReplaced) {
        // A snapshot has no envelopes, but its messages say which command made them.
        for (const made of [...store.messages().getSnapshot(), ...shown.open.queue])
          note(made, shown.offset ?? '')
      }
      outbox.shown(shown.offset)
      isReplaced = false
      isShowing = false
    }
    store.tell()
  }

  const { value, show: _, tell, ...readables } = store
  const patches = memo(() => [outbox.entries()], patchesOf)

  return {
    ...readables,
    ref,
    getView: () => shown,
    getStatus: () => status,
    state: value(memo(() => [shown.state, patches()], overlay)),
    outbox: value(outbox.entries),
    status: value(() => status),
    send: outbox.add,
    retry: outbox.retry,
    discard: outbox.discard,
    subscribe: value(
      memo<unknown[], object>(
        () => [shown, status, outbox.entries()],
        () => ({}),
      ),
    )().subscribe,
  }
}
