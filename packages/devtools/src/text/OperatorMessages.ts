/** The texts of the panels that look at all sessions at once. */
export interface OperatorMessages {
  readonly places: string
  readonly palette: string
  readonly palettePlaceholder: string
  readonly paletteEmpty: string
  readonly paletteKeys: string
  readonly nextError: string
  readonly previousError: string
  readonly nextApproval: string
  readonly previousApproval: string
  readonly waitingColumn: string
  readonly waitsFor: (owner: string, approvals: number) => string
  readonly failedRunsColumn: string
  readonly failedRuns: (count: number) => string
  readonly selectSession: (title: string) => string
  readonly selectAll: string
  readonly selectedSessions: (count: number) => string
  readonly clearSelection: string
  readonly stopRuns: string
  readonly retryRuns: string
  readonly askStop: (count: number) => string
  readonly askStopText: string
  readonly askRetry: (count: number) => string
  readonly askRetryText: string
  readonly bulkStopped: (count: number) => string
  readonly bulkRetried: (count: number) => string
  readonly bulkNothing: (count: number) => string
  readonly bulkRefused: (count: number) => string

  readonly loading: string
  readonly sessionColumn: string
  readonly nameColumn: string
  readonly approvals: string
  readonly timers: string
  readonly timersAndFibers: string
  readonly fibers: string
  readonly firesColumn: string
  readonly repeatsColumn: string
  readonly wakesColumn: string
  readonly wakesFiber: string
  readonly startsHandler: string
  readonly sinceOpenColumn: string
  readonly sleepsColumn: string
  readonly recoveriesColumn: string
  readonly isDue: string
  readonly works: string
  readonly noTimers: string
  readonly noTimersText: string
  readonly noFibers: string
  readonly notWhole: string

  readonly usage: string
  readonly usageRange: string
  readonly usageRanges: Readonly<Record<'day' | 'week' | 'month' | 'all', string>>
  readonly usageBy: string
  readonly usageGroups: Readonly<Record<'agent' | 'model' | 'tool', string>>
  readonly usageMeasure: string
  readonly usageMeasures: Readonly<Record<'cost' | 'tokens' | 'calls' | 'time', string>>
  readonly usageOther: string
  readonly usageChart: (measure: string, group: string) => string
  readonly callsColumn: string
  readonly failedColumn: string
  readonly inputColumn: string
  readonly outputColumn: string
  readonly durationColumn: string
  readonly usageTotal: string
  readonly usageSessions: (count: string) => string
  readonly noUsage: string

  readonly connections: string
  readonly directoryChannel: string
  readonly opened: (ago: string) => string
  readonly heard: (ago: string) => string
  readonly unsent: (bytes: string) => string
  readonly upToDate: string
  readonly behind: (count: string) => string
  readonly catchesUp: string
  readonly wants: Readonly<Record<'view' | 'events' | 'rows', string>>
  readonly wantColumn: string
  readonly lagColumn: string
  readonly noConnections: string
  readonly noChannels: string
}
