import { emptyView, fold, newestRun, overlay } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createRetainer } from '../createRetainer.ts'
import type { Environment } from '../environment.ts'
import { createOutbox } from '../outbox/createOutbox.ts'
import type { OutboxStorage } from '../outbox/OutboxStorage.ts'
import {
  noSubscription,
  type SubscriptionEffect,
  type SubscriptionEvent,
  step,
} from '../subscription/step.ts'
import { createCells } from './createCells.ts'
import { createFolder } from './createFolder.ts'
import { createIndex } from './createIndex.ts'
import type { SessionStatus, SessionStore } from './SessionStore.ts'

/** What the store of a session is made of. */
export interface SessionStoreOptions {
  readonly ref: SessionRef
  readonly link: Link
  readonly environment: Environment
  readonly storage: OutboxStorage | undefined
  /** Is told whether the store must be kept: something listens, or the outbox holds something. */
  used(isUsed: boolean): void
}

/** Creates the live view of a session; it subscribes at the server while something of it is subscribed to or a command waits. [C2 C3 C4 C5 C8] */
export function createSessionStore({
  ref,
  link,
  environment,
  storage,
  used,
}: SessionStoreOptions): SessionStore {
  const { capabilities, connection } = link.backend
  let subscription = noSubscription
  let index = createIndex()
  /** What readers are shown; what the folder holds is ahead by a frame, or by a whole catch-up. [C4] */
  let shown = emptyView
  let isReplaced = false
  let isCaughtUp = false
  let isJoined = false
  let channel: number | null = null
  let stopTimer: (() => void) | undefined
  let isPlanned = false
  let releaseOutbox: (() => void) | undefined

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
      if (link.isReady() && channel !== null) link.request({ type: 'unsubscribe', channel })
      lost()
      subscription = { ...noSubscription, position: subscription.position, writer: subscription.writer }
      isJoined = false
      keep()
      leave()
    }
  })

  const outbox = createOutbox({
    ref,
    environment,
    storage,
    exactlyOnce: capabilities.exactlyOnce,
    isReady: () => isJoined && link.isReady(),
    request: (commandId, command) => link.request({ type: 'command', commandId, session: ref, command }),
    changed() {
      keep()
      cells.tell([])
    },
  })

  const folder = createFolder({
    environment,
    fold(view, envelopes) {
      const { principal } = connection.getSnapshot()
      for (const { commandId, actor, offset } of outbox.entries().length === 0 ? [] : envelopes) {
        if (commandId !== undefined && (principal ?? actor.id) === actor.id)
          outbox.accepted(commandId, offset)
      }
      const next = fold(view, envelopes)
      if (next.outdated !== null) dispatch({ type: 'outdated' })
      return next
    },
    done: plan,
  })

  const cells = createCells(retain)
  const { cell, entity } = cells
  const line = cell(
    () => [index.line()],
    () => index.line(),
  )
  const messages = cell(
    () => [index, shown],
    () => index.messages(),
  )
  const approvals = cell(
    () => [shown.open.approvals],
    () => Object.values(shown.open.approvals),
  )
  const state = cell(
    () => [shown.state, outbox.entries()],
    () => overlay(shown.state, outbox.patches()),
  )
  const run = cell(
    () => [shown.open.runs, shown.settled],
    () => newestRun(shown),
  )
  const queue = cell(
    () => [shown.open.queue],
    () => shown.open.queue,
  )
  const entries = cell(() => [outbox.entries()], outbox.entries)
  const view = cell(
    () => [shown],
    () => shown,
  )
  const status = cell(() => [subscription, isCaughtUp], readStatus)
  const everything = cell(
    () => [shown, outbox.entries(), status.getSnapshot()],
    () => ({}),
  )

  let lastStatus: SessionStatus = { phase: 'connecting', writer: false, error: null }
  function readStatus(): SessionStatus {
    const { phase: at, writer } = subscription
    const phase =
      at === 'closed'
        ? at
        : at === 'offline' || at === 'waiting'
          ? 'connecting'
          : isCaughtUp
            ? 'live'
            : 'catching-up'
    const error = 'error' in subscription ? subscription.error : null
    const isSame = lastStatus.phase === phase && lastStatus.writer === writer && lastStatus.error === error
    if (!isSame) lastStatus = { phase, writer, error }
    return lastStatus
  }

  /** Holds the subscription while a command is under way, and the store while anything is in it. */
  function keep(): void {
    const all = outbox.entries()
    const isBusy = all.some(entry => entry.status !== 'refused' && entry.status !== 'expired')
    used(isJoined || all.length > 0)
    if (isBusy) releaseOutbox ??= retain()
    else {
      releaseOutbox?.()
      releaseOutbox = undefined
    }
  }

  function lost(): void {
    stopTimer?.()
    channel = null
    dispatch({ type: 'lost' })
    outbox.lost()
  }

  function answer(frame: AnswerFrame): void {
    if (frame.type === 'accepted') outbox.accepted(frame.commandId, frame.offset)
    else if (frame.type === 'refused' && frame.commandId !== undefined)
      outbox.refused(frame.commandId, { code: frame.code, message: frame.message }, frame.retryAfterMs ?? 0)
    else if (frame.type !== 'rows' && frame.channel === channel) dispatch(frame)
  }

  function dispatch(event: SubscriptionEvent): void {
    const result = step(subscription, event)
    if (result.state === subscription) return
    subscription = result.state
    for (const effect of result.effects)
      (perform[effect.type] as (effect: SubscriptionEffect) => void)(effect)
    plan()
  }

  const perform: {
    readonly [K in SubscriptionEffect['type']]: (effect: Extract<SubscriptionEffect, { type: K }>) => void
  } = {
    subscribe({ from }) {
      isCaughtUp = false
      channel = link.newChannel()
      link.request({
        type: 'subscribe',
        channel,
        session: ref,
        from: capabilities.resumes ? from : null,
        want: 'view',
      })
    },
    unsubscribe() {
      if (channel !== null) link.request({ type: 'unsubscribe', channel })
      channel = null
    },
    wait({ atLeastMs, failures }) {
      const ms = atLeastMs + backoffMs(failures, environment.random())
      stopTimer = environment.after(ms, () => dispatch({ type: 'timer' }))
    },
    fold: ({ envelopes }) => folder.fold(envelopes),
    replace({ view }) {
      folder.replace(view)
      folder.afterwards(() => {
        isReplaced = true
      })
    },
    'caught-up': ({ head }) =>
      folder.afterwards(() => {
        isCaughtUp = true
        outbox.ended(head)
      }),
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
    const next = folder.view()
    if (next === shown || !(isCaughtUp || subscription.phase === 'closed')) {
      cells.tell([])
      return
    }
    if (isReplaced) index = createIndex()
    const changed = index.update(next)
    shown = next
    if (isReplaced) noteCommands()
    outbox.shown(next.offset)
    keep()
    cells.tell(isReplaced ? null : changed)
    isReplaced = false
  }

  /** A snapshot has no envelopes, but its messages say which command made them. [C3] */
  function noteCommands(): void {
    if (outbox.entries().length === 0 || shown.offset === null) return
    const { principal } = connection.getSnapshot()
    for (const made of [...index.line().map(index.message), ...shown.open.queue]) {
      if (made?.commandId != null && (principal ?? made.actor.id) === made.actor.id)
        outbox.accepted(made.commandId, shown.offset)
    }
  }

  return {
    ref,
    getView: () => shown,
    getStatus: readStatus,
    line: () => line,
    messages: () => messages,
    message: id => entity(id, () => index.message(id)),
    part: id => entity(id, () => index.part(id)),
    approvals: () => approvals,
    state: () => state,
    run: () => run,
    queue: () => queue,
    outbox: () => entries,
    status: () => status,
    view: () => view,
    send: outbox.add,
    retry: outbox.retry,
    discard: outbox.discard,
    subscribe: everything.subscribe,
  }
}
