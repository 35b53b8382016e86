import type { Approval, Run } from '@sluice/fold'
import type { UiMessages } from '../text/UiMessages.ts'

/** What a screen reader is told about: boundaries, never tokens. */
export interface Boundary {
  readonly run: Run | null
  readonly approval: Approval | null
}

const LONGEST = 200

/** The first sentence of a text, without its markdown marks. */
export function firstSentence(text: string): string {
  const plain = text
    .replace(/[#*_`>~]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const sentence = /^.*?[.!?…](?=\s|$)/.exec(plain)?.[0] ?? plain
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST)}…` : sentence
}

function announceRun(
  before: Run | null,
  run: Run,
  agent: string,
  lastText: () => string,
  messages: UiMessages,
): string | null {
  if (run.status === 'open') {
    if (before?.id !== run.id) return messages.announceStarted(messages.agent(agent))
    return run.recoveries > before.recoveries ? messages.announceRecovered : null
  }
  if (run.status === 'cut' || (before?.id === run.id && before.status !== 'open')) return null
  if (run.status === 'failed') return messages.announceFailed(run.error?.message ?? messages.runFailedText)
  return run.status === 'stopped'
    ? messages.announceStopped
    : messages.announceFinished(firstSentence(lastText()))
}

/** What to say when one boundary follows another; null for nothing. */
export function announce(
  before: Boundary,
  now: Boundary,
  agent: string,
  lastText: () => string,
  messages: UiMessages,
): string | null {
  if (now.approval && now.approval.id !== before.approval?.id)
    return messages.announceApproval(now.approval.question)
  if (!now.run || now.run === before.run) return null
  return announceRun(before.run, now.run, agent, lastText, messages)
}
