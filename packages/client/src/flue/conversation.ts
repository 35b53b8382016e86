import { emptyView, findRun, type View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { Live } from './createLive.ts'
import type { FlueNote, FlueState } from './extras.ts'
import { idOf } from './positions.ts'

/** What is remembered of a conversation while the page lives, over drops. */
export interface Conversation {
  /** As of what was answered last. */
  view: View
  /** The same of those who want every event. */
  log: View
  /** What of the view Flue does not keep yet; once a server has sent such a thing. */
  live: Live | null
  /** Whether the view has caught up since the last connection. */
  isLive: boolean
  /** Our commands by the submissions that they made. */
  readonly commands: Map<string, Id>
  /** Submissions whose message has not been seen. */
  readonly waiting: Set<string>
  /** How often a command was dropped by the server: the next key is another one, since a key stands for one delivery. */
  readonly dropped: Map<Id, number>
  /** Commands that stop a run, until it has ended. */
  readonly stops: Map<Id, Id>
  /** Sends that were not answered. */
  readonly posts: Set<Promise<unknown>>
}

/** Nothing is known yet. */
export const newConversation = (): Conversation => ({
  view: emptyView,
  log: emptyView,
  live: null,
  isLive: false,
  commands: new Map(),
  waiting: new Set(),
  dropped: new Map(),
  stops: new Map(),
  posts: new Set(),
})

/** Whether the message of a submission is in the view. */
export const isRecorded = (view: View, submissionId: string): boolean =>
  findRun(view, idOf(submissionId)) !== null

/** Whether the server ended a submission before the agent was given its message: it keeps a word about it, and not the message. */
export function isDropped(view: View, submissionId: string): boolean {
  const { notes = {} } = view.state as Partial<FlueState>
  return Object.values(notes).some(
    ({ settlement, submissionId: own, signal }: FlueNote) =>
      settlement !== undefined && (own ?? signal?.attributes?.submissionId) === submissionId,
  )
}
