import type { Envelope, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { createCell } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import type { Environment } from '../environment.ts'
import type { Readable } from '../readable.ts'
import { noSubscription, type SubscriptionEvent, step } from '../subscription/step.ts'
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

  const show = (): void => {
    stopFrame = undefined
    const { phase } = subscription
    const error = phase === 'closed' ? subscription.error : null
    const next: LogView = { envelopes, count: envelopes.length, phase, error }
    const isSame =
      next.envelopes === shown.envelopes && next.count === shown.count && next.phase === shown.phase
    if (isSame && next.error === shown.error) return
    shown = next
    cell.tell()
  }

  const unsubscribe = (): void => {
    if (channel !== null) link.request({ type: 'unsubscribe', channel })
    channel = null
  }

  const advance = (event: SubscriptionEvent): void => {
    const { state, effects } = step(subscription, event)
    if (state === subscription) return
    subscription = state
    const { offset, attempt } = state
    if (effects.unsubscribe) unsubscribe()
    if (effects.view || (offset === null && envelopes.length > 0)) envelopes = []
    if (effects.subscribe) {
      channel = link.newChannel()
      link.request({ type: 'subscribe', channel, session: ref, from: offset, want: 'events' })
    }
    if (effects.wait !== undefined) {
      stopTimer = environment.after(Math.max(effects.wait, backoffMs(attempt, environment.random())), () =>
        advance({ type: 'ready' }),
      )
    }
    for (const envelope of effects.envelopes ?? []) envelopes.push(envelope)
    stopFrame ??= environment.onFrame(show)
  }

  const lost = (): void => {
    stopTimer?.()
    channel = null
    advance({ type: 'lost' })
  }

  const answer = (frame: AnswerFrame): void => {
    if (!('channel' in frame) || frame.channel !== channel) return
    if (frame.type !== 'rows') advance(frame as SubscriptionEvent)
  }

  const cell = createCell(
    () => shown,
    link.join({
      ready: () => advance({ type: 'ready' }),
      lost,
      forget() {
        subscription = noSubscription
        envelopes = []
        show()
      },
      answer,
      left() {
        unsubscribe()
        lost()
        stopFrame?.()
        stopFrame = undefined
      },
    }),
  )
  return cell
}
