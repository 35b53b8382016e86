import type { Event, Id, Json } from '@sluice/protocol'

/** What came of a question. */
export interface TranscriptAnswer {
  readonly decision: 'approved' | 'denied' | 'expired'
  readonly answer: Json
  readonly reason: string | null
}

/** The answers to the questions of tools, by approval, for a tool that is run again. [R16] */
export interface Answers {
  take(event: Event<'approval.requested' | 'approval.decided' | 'approval.expired'>): void
  /** Null while nobody has answered. */
  get(approval: Id): TranscriptAnswer | null
  /** Whether it asked for more than a yes or no. */
  isQuestion(approval: Id): boolean
}

/** Makes the answers of an empty log. */
export function createAnswers(): Answers {
  const defaults = new Map<Id, Event<'approval.requested'>['onExpiry']>()
  const answers = new Map<Id, TranscriptAnswer>()
  return {
    take: event => {
      const { approval } = event
      if (event.type === 'approval.requested') {
        // Only a question with a form has an answer that somebody may ask for again.
        if (event.schema !== undefined) defaults.set(approval, event.onExpiry)
        return
      }
      if (!defaults.has(approval) || answers.has(approval)) return
      if (event.type === 'approval.decided') {
        const { decision, answer = null, reason = null } = event
        answers.set(approval, { decision, answer, reason })
      } else {
        const { decision = 'expired', answer = null } = defaults.get(approval) ?? {}
        answers.set(approval, { decision, answer, reason: null })
      }
    },
    get: approval => answers.get(approval) ?? null,
    isQuestion: approval => defaults.has(approval),
  }
}
