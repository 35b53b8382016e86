import type { Usage } from '@sluice/protocol'
import type { View } from './view.ts'

/** No tokens, no cost. */
export const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cost: 0,
}

/** The view of a log that holds nothing. */
export const emptyView: View = {
  offset: null,
  at: 0,
  session: null,
  outdated: null,
  head: null,
  state: {},
  stateWrites: {},
  open: {
    runs: {},
    steps: {},
    messages: {},
    parts: {},
    approvals: {},
    fibers: {},
    timers: {},
    subsessions: {},
    queue: [],
  },
  settled: [],
  settledBefore: 0,
  totals: { messages: 0, runs: 0, usage: noUsage, subsessions: noUsage },
  lastOutcome: null,
  faults: { count: 0, first: [] },
}
