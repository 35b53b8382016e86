import type { ConnectionView, LogView } from '@sluice/client'
import type { DirectoryRow } from '@sluice/protocol'
import type { SectionKind } from '../context/contextSections.ts'
import type { ForkedCall } from '../fork/forkEffects.ts'
import type { SegmentKind } from '../waterfall/Span.ts'
import type { OperatorMessages } from './OperatorMessages.ts'

/** Every text of the panels, in one language. A function is given values that are already formatted. */
export interface DevtoolsMessages extends OperatorMessages {
  readonly sessions: string
  readonly searchSessions: string
  readonly anyAgent: string
  readonly anyStatus: string
  readonly agentColumn: string
  readonly titleColumn: string
  readonly statusColumn: string
  readonly runsColumn: string
  readonly messagesColumn: string
  readonly tokensColumn: string
  readonly costColumn: string
  readonly activityColumn: string
  readonly untitled: string
  readonly sessionStatus: Readonly<Record<DirectoryRow['status'], string>>
  /** The same in one word, for the filter. */
  readonly statusFilter: Readonly<Record<DirectoryRow['status'], string>>
  readonly neverRan: string
  readonly waitingForApprovals: (count: number) => string
  readonly noSessions: string
  readonly noSessionsText: string
  readonly noSessionMatches: string
  readonly connectingToSessions: string
  readonly tokensTitle: (input: string, output: string) => string

  readonly log: string
  readonly logPhase: Readonly<Record<LogView['phase'], string>>
  readonly eventCount: (count: string) => string
  readonly eventsShown: (shown: string, count: string) => string
  readonly follow: string
  readonly following: string
  readonly pauseLog: string
  readonly pausedLog: string
  readonly newEvents: (count: string) => string
  readonly families: string
  readonly allFamilies: string
  readonly familyHint: string
  readonly offsetColumn: string
  readonly timeColumn: string
  readonly sinceColumn: string
  readonly actorColumn: string
  readonly typeColumn: string
  readonly summaryColumn: string
  readonly emptyLog: string
  readonly emptyLogText: string
  readonly nothingMatches: string
  readonly logClosed: string

  readonly findEvents: string
  readonly onlyFailed: string

  readonly timeTravel: string
  readonly previousStride: Readonly<Record<'run' | 'step', string>>
  readonly nextStride: Readonly<Record<'run' | 'step', string>>
  readonly play: string
  readonly pause: string
  readonly speed: string
  readonly liveEnd: string

  readonly course: string
  readonly waterfall: string
  readonly spanCount: (count: string) => string
  readonly shortIdle: string
  readonly wholeTime: string
  readonly brushHint: string
  readonly idleFor: (duration: string) => string
  readonly firstToken: string
  readonly recovered: string
  readonly segment: Readonly<Record<SegmentKind, string>>
  readonly spanStatus: (status: string) => string
  readonly noSpans: string

  readonly openFile: string
  readonly readingFile: string
  readonly dropFile: string
  readonly closeFile: string
  readonly dismiss: string
  readonly fromFile: string
  readonly backToEnd: string
  readonly atEnd: string
  readonly notInFile: string
  readonly exportButton: string
  readonly exportSession: string
  readonly exportText: (count: string) => string
  readonly exportCut: string
  readonly exportBlobs: string
  readonly exportMask: string
  readonly exportLeftOut: (count: string) => string
  readonly exportMissing: (count: string) => string
  readonly maskRule: Readonly<Record<string, string>>
  readonly maskPattern: string
  readonly cancel: string
  readonly save: string
  readonly saveTest: string
  readonly saveTestText: string

  readonly event: string
  readonly noEvent: string
  readonly noEventText: string
  readonly closeEvent: string
  readonly copyEvent: string
  readonly copyCurl: string
  readonly copyFixture: string
  readonly copied: string
  readonly eventAt: string
  readonly eventActor: string
  readonly eventCommand: string
  readonly eventMust: string
  readonly eventFault: (reason: string) => string
  readonly unknownEvent: string
  readonly openBlob: (what: string, size: string) => string
  readonly loadingBlob: string
  readonly blobFailed: (reason: string) => string

  readonly view: string
  readonly backToLive: string
  readonly viewAt: (offset: string) => string
  readonly folding: (folded: string, count: string) => string
  readonly conversation: string
  readonly state: string
  readonly openThings: string
  readonly noMessages: string
  readonly emptyState: string
  readonly nothingOpen: string
  readonly nothingOpenText: string
  readonly outdated: (type: string) => string
  readonly faults: (count: string) => string
  readonly openRuns: string
  readonly openSteps: string
  readonly openParts: string
  readonly openApprovals: string
  readonly openQueue: string
  readonly messageCount: (count: number) => string
  readonly runCount: (count: number) => string
  readonly lastWrites: string

  readonly context: string
  readonly noModelCall: string
  readonly modelCall: (number: string, count: string) => string
  readonly callBefore: string
  readonly callAfter: string
  readonly noContext: string
  readonly contextFailed: (reason: string) => string
  readonly tokensBySection: string
  readonly contextSection: Readonly<Record<SectionKind, string>>
  readonly tokensCounted: (tokens: string) => string
  readonly tokensEstimated: (tokens: string) => string
  readonly tokensCached: (tokens: string) => string
  readonly sinceCallBefore: string
  readonly sameContext: string
  readonly modelChanged: (before: string, after: string) => string
  readonly olderSummedUp: string
  readonly changeKind: Readonly<Record<'added' | 'removed' | 'changed', string>>
  readonly instructions: string
  readonly givenMessages: string
  readonly givenRole: Readonly<Record<'user' | 'assistant' | 'cut', string>>
  readonly givenGone: string
  readonly harnessMessage: string
  readonly resultOf: (tool: string, length: string) => string
  readonly providerEvents: string
  readonly parameters: string
  readonly attemptNumber: (number: string) => string
  readonly eventsLeftOut: (count: string) => string

  readonly editState: string
  readonly path: string
  readonly newValue: string
  readonly addValue: string
  readonly replaceValue: string
  readonly removeValue: string
  readonly neverWritten: string
  readonly writtenBy: (actor: string, offset: string) => string
  readonly compareFromHere: string
  readonly endComparison: string
  readonly stateDifference: string
  readonly differsFrom: (offset: string) => string
  readonly noSuchOffset: string
  readonly noDifference: string
  readonly patches: string

  readonly forkButton: string
  readonly forkSession: string
  readonly forkAt: (offset: string) => string
  readonly forkId: string
  readonly changedMessage: string
  readonly newWords: string
  readonly changedResult: string
  readonly newOutput: string
  readonly changedState: string
  readonly changedModel: string
  readonly asItWas: string
  readonly forkGoesOn: string
  readonly forkNow: string
  readonly forkEffects: string
  readonly noEffects: string
  readonly forkedCall: Readonly<Record<ForkedCall, string>>
  readonly andMore: (count: string) => string
  readonly notInherited: (what: string) => string
  readonly inheritable: Readonly<
    Record<'approvals' | 'timers' | 'queued' | 'fibers', (count: number) => string>
  >
  readonly forkedFrom: string
  readonly forks: string
  readonly compareWith: string
  readonly compare: string
  readonly stepsDiffer: (count: number, all: number) => string
  readonly modelCalls: (count: number) => string
  readonly tokenCount: (tokens: string) => string
  readonly differences: string
  readonly peopleMasked: string

  readonly showMore: (count: string) => string
  readonly showWhole: (length: string) => string
  readonly items: (count: number) => string
  readonly keys: (count: number) => string

  readonly connection: Readonly<Record<ConnectionView['status'], string>>
  readonly connectedAs: (principal: string) => string
  readonly nextAttempt: (attempt: string, duration: string) => string
  readonly tryNow: string
  /** The server that is looked at, and the token that it is given. */
  readonly serverChange: string
  readonly serverAddress: string
  readonly serverNoAddress: string
  readonly serverToken: string
  readonly serverTokenText: string
  readonly serverTokenKept: string
  readonly serverForget: string
  readonly serverConnect: string
  /** The panels in a page of somebody else. */
  readonly devtools: string
  readonly closeDevtools: string
  readonly stylesFailed: string
}
