import type { Envelope, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { createCell } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { createRetainer } from '../createRetainer.ts'
import type { Environment } from '../environment.ts'
import type { Readable } from '../readable.ts'
import {
  noSubscription,
  type SubscriptionEffect,
  type SubscriptionEvent,
  step,
} from '../subscription/step.ts'
import type { LogView } from './LogView.ts'

/** What a log is read with; a client has the link and the environment. */
export interface LogOptions {
  readonly ref: SessionRef
  readonly link: Link
  readonly environment: Environment
}

/**
 * Reads every event of a session's log, from the first one on, while anybody is subscribed; after a drop it goes on from where it was. Listeners
 * are told at most once per frame. [W1 C5]
 */
export function createLog({ ref, link, environment }: LogOptions): Readable<LogView> {
  let subscription = noSubscription
  let envelopes: Envelope[] = []
  let channel: number | null = null
  let shown: LogView = { envelopes, count: 0, phase: 'connecting', error: null }
  let stopTimer: (() => void) | undefined
  let stopFrame: (() => void) | undefined

  const phase = (): LogView['phase'] => {
    const { phase: at } = subscription
    return at === 'offline' || at === 'waiting' ? 'connecting' : at
  }

  const show = (): void => {
    stopFrame = undefined
    const error = subscription.phase === 'closed' ? subscription.error : null
    const next: LogView = { envelopes, count: envelopes.length, phase: phase(), error }
    const isSame =
      next.envelopes === shown.envelopes && next.count === shown.count && next.phase === shown.phase
    if (isSame && next.error === shown.error) return
    shown = next
    cell.tell()
  }

  const unsubscribe = (): void => {
    if (channel !== null && link.isReady()) link.request({ type: 'unsubscribe', channel })
    channel = null
  }

  const carryOut = (effect: SubscriptionEffect): void => {
    switch (effect.type) {
      case 'subscribe':
        if (effect.from === null && envelopes.length > 0) envelopes = []
        channel = link.newChannel()
        link.request({ type: 'subscribe', channel, session: ref, from: effect.from, want: 'events' })
        break
      case 'unsubscribe':
        unsubscribe()
        break
      case 'wait':
        stopTimer?.()
        stopTimer = environment.after(
          Math.max(effect.atLeastMs, backoffMs(effect.failures, environment.random())),
          () => advance({ type: 'timer' }),
        )
        break
      case 'fold':
        for (const envelope of effect.envelopes) envelopes.push(envelope)
        break
      case 'replace':
        envelopes = []
        break
      case 'caught-up':
        break
    }
  }

  const advance = (event: SubscriptionEvent): void => {
    const { state, effects } = step(subscription, event)
    if (state === subscription) return
    subscription = state
    effects.forEach(carryOut)
    stopFrame ??= environment.onFrame(show)
  }

  const answer = (frame: AnswerFrame): void => {
    if (!('channel' in frame) || frame.channel !== channel) return
    if (frame.type !== 'rows') advance(frame as SubscriptionEvent)
  }

  const cell = createCell(
    () => shown,
    createRetainer(environment, () => {
      const leave = link.join({
        ready: () => advance({ type: 'ready' }),
        lost: () => {
          channel = null
          advance({ type: 'lost' })
        },
        answer,
      })
      return () => {
        unsubscribe()
        advance({ type: 'lost' })
        stopTimer?.()
        stopFrame?.()
        stopFrame = undefined
        leave()
      }
    }),
  )
  return cell
}
