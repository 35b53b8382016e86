import type { Actor } from '@sluice/protocol'
import type { ProblemCode } from '../form/problems.ts'
import type { RunTimeline, TimelineBar, TimelineWait } from '../timeline/timelineOf.ts'
import type { ConnectionMessages } from './ConnectionMessages.ts'
import type { KeyMessages } from './KeyMessages.ts'
import type { QueueMode, RunStatusName, SendMode, SessionStatusName, ToolStatus } from './vocabulary.ts'

/**
 * Every text that a person reads, in one language. A function is given values that are already formatted for the locale.
 * Replace any of them with `UiProvider` or the `messages` prop of a prefab.
 */
export interface UiMessages extends KeyMessages, ConnectionMessages {
  readonly conversation: string
  readonly emptyTitle: string
  readonly emptyText: string
  readonly suggestions: string
  readonly you: string
  /** In the middle of a sentence, as in: approved by you. */
  readonly byYou: string
  readonly agent: (name: string) => string
  readonly showOlder: (count: string) => string
  readonly olderLoading: string
  readonly olderFailed: string
  readonly newMessages: string
  readonly jumpToLatest: string
  /** What came while the reader was elsewhere; `one` is for a single message. */
  readonly jumpToNew: (count: string, one: boolean) => string
  readonly messageActions: string
  readonly messageLink: string
  readonly copyMessage: string
  readonly copyAnswer: string
  readonly retryAnswer: string
  readonly editMessage: string
  readonly forkHere: string
  readonly forkRefused: string
  /** Stands where a session was forked, and leads to where that was. */
  readonly forkedFrom: string
  readonly editLabel: string
  readonly editSend: string
  readonly branches: string
  readonly branchPlace: (place: string, count: string) => string
  readonly branchPrevious: string
  readonly branchNext: string
  readonly messageInterrupted: string
  readonly messageInterruptedFolded: string
  readonly messageRedacted: string
  readonly streaming: string
  readonly unknownPart: (kind: string) => string
  readonly source: string
  readonly sources: (count: string, one: boolean) => string

  readonly reasoningOpen: string
  readonly reasoning: string

  readonly toolStatus: Readonly<Record<ToolStatus, string>>
  readonly toolArguments: string
  readonly toolOutput: string
  readonly toolError: string
  readonly toolNoArguments: string
  readonly toolNoOutput: string
  readonly toolAttempt: (attempt: string) => string
  readonly toolProgress: (tool: string) => string
  readonly exitCode: (code: string) => string
  readonly outputKept: (size: string) => string
  readonly decision: Readonly<Record<'approved' | 'denied' | 'answered', (who: string) => string>>
  readonly decisionReason: (decision: string, reason: string) => string
  readonly approvalExpired: string
  readonly showMore: (count: string) => string
  readonly emptyValue: string

  readonly approvalTitle: string
  readonly approve: string
  readonly deny: string
  readonly denyWithReason: string
  readonly reasonLabel: string
  readonly cancel: string
  readonly approvalSending: string
  /** What counts when nobody answers in time. */
  readonly approvalExpires: Readonly<Record<'approved' | 'denied', (duration: string) => string>>
  readonly sendAnswer: string
  readonly decline: string
  readonly declineWithReason: string
  readonly editArguments: string
  readonly editArgumentsCancel: string
  readonly approveEdited: string

  readonly loadFailed: string
  readonly formAnswer: string
  readonly formOptional: string
  readonly formChoose: string
  readonly formAdd: string
  readonly formItem: (place: string) => string
  readonly formRemove: (place: string) => string
  /** What is wrong with a field; the number is the limit that it broke. */
  readonly formProblem: Readonly<Record<ProblemCode, (limit: string) => string>>

  readonly composerLabel: (agent: string) => string
  readonly composerPlaceholder: (agent: string) => string
  readonly composerPlaceholderRunning: string
  readonly send: string
  readonly stop: string
  readonly stopping: string
  readonly composerHint: string
  readonly completions: string
  readonly sendMode: string
  /** What sending does while a run is going. */
  readonly sendModes: Readonly<Record<SendMode, string>>
  /** The words on the button, per way. */
  readonly sendAs: Readonly<Record<SendMode, string>>
  readonly attach: string
  readonly attachments: string
  readonly attachmentUploading: (name: string) => string
  readonly attachmentFailed: string
  readonly attachmentTooLarge: (most: string) => string
  readonly attachmentTooMany: (most: string) => string
  readonly attachmentRemove: (name: string) => string
  readonly dropFiles: string
  /** The name of the file that a long text becomes when it is pasted. */
  readonly pastedText: string

  readonly runStatus: Readonly<Record<RunStatusName, string>>
  readonly runWriting: string
  readonly runCall: (tool: string) => string
  readonly runTool: (tool: string) => string
  readonly runTools: (count: string) => string
  readonly runDelayed: (attempt: string, duration: string) => string
  readonly runRecovered: string
  readonly runFailed: string
  readonly runFailedText: string
  readonly runStopped: string
  /** The end of what a fork has of a run. */
  readonly runCut: string

  readonly retry: string
  readonly discard: string

  readonly sessions: string
  readonly sessionSearch: string
  readonly sessionNew: string
  readonly sessionUntitled: string
  /** Where a session stands, in words; nothing to say of one that is idle. */
  readonly sessionStatus: Readonly<Record<SessionStatusName, string>>
  /** Of a session that is a fork; `ofCurrent` when it is one of the session that is open. */
  readonly sessionForked: (ofCurrent: boolean) => string
  readonly sessionsEmpty: string
  readonly sessionsNoMatch: string
  readonly sessionsClosed: string
  readonly sessionRename: (title: string) => string
  readonly sessionTitle: string
  readonly sessionArchive: (title: string) => string
  readonly sessionUnarchive: (title: string) => string
  readonly sessionsArchived: string
  readonly sessionsNoneArchived: string

  readonly queueTitle: string
  readonly queueMode: Readonly<Record<QueueMode, string>>
  readonly queueField: string
  readonly edit: string
  readonly save: string
  readonly withdraw: string

  readonly state: string
  readonly stateEmpty: string
  /** Who wrote an entry of the state. */
  readonly writtenBy: Readonly<Record<Actor['kind'], (who: string) => string>>
  readonly timeline: string
  readonly timelineEmpty: string
  /** How a run stands, before how long it has gone on. */
  readonly timelineRun: Readonly<Record<RunTimeline['run']['status'], string>>
  /** The line of a model whose name is not known. */
  readonly timelineModel: string
  /** What a line waited for, and how long. */
  readonly timelineWait: Readonly<Record<TimelineWait, (duration: string) => string>>
  readonly timelineAttempt: (attempt: string) => string
  /** How a line stands, where that says more than its track; other states say nothing. */
  readonly timelineStatus: Readonly<Partial<Record<TimelineBar['status'], string>>>

  readonly plan: string
  readonly planItem: (status: string) => string
  readonly planProgress: (done: string, all: string) => string
  readonly usage: string
  readonly usageOf: (cost: string, budget: string) => string
  readonly usageInput: string
  readonly usageCached: string
  readonly usageOutput: string
  readonly usageSubsessions: string
  readonly subsessions: string
  readonly subsessionsEmpty: string
  readonly subsessionStatus: Readonly<Record<'open' | 'settled', string>>
  readonly subsessionShow: (agent: string) => string
  readonly inbox: string
  readonly inboxEmpty: string

  readonly find: string
  readonly findCount: (place: string, count: string) => string
  readonly findSearching: string
  readonly findNone: string
  readonly findNext: string
  readonly findPrevious: string
  readonly findClose: string
  readonly findOlder: string

  readonly copy: string
  readonly copied: string
  readonly code: string
  readonly table: string
  readonly taskDone: string
  readonly taskOpen: string
  readonly imageNotShown: (description: string) => string
  readonly diagram: string
  readonly footnotes: string
  readonly footnote: (number: string) => string
  readonly backToText: string

  readonly announceStarted: (agent: string) => string
  readonly announceApproval: (question: string) => string
  readonly announceFailed: (reason: string) => string
  readonly announceStopped: string
  readonly announceFinished: (sentence: string) => string
  readonly announceRecovered: string
}
