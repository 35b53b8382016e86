/** What an import list may cost a page. */
export interface Budget {
  readonly page: string
  /** A module that imports the list. */
  readonly source: string
  /** Gzipped bytes of what is loaded first, without React and React Query. */
  readonly bytes: number
}

/**
 * The import lists that have a budget; `npm run check` holds them to it. What folds and what connects is loaded behind them, while the connection is made.
 */
export const budgets: readonly Budget[] = [
  {
    page: '@sluice/react: the hooks of a conversation',
    source:
      "export { SluiceProvider, useAgent, useAgentState, useApprovals, useConnection, useMessage, useMessageIds, useOutbox, usePart, useRun, useToolCall } from '@sluice/react'",
    bytes: 10 * 1024,
  },
  {
    page: '@sluice/react: SluiceProvider, useAgent',
    source: "export { SluiceProvider, useAgent } from '@sluice/react'",
    bytes: 10 * 1024,
  },
  {
    page: '@sluice/client: createClient',
    source: "export { createClient } from '@sluice/client'",
    bytes: 8 * 1024,
  },
  {
    // The hooks, and 45 KB for all that is drawn; the highlighter, forms, long threads, the search and plugins come later.
    page: '@sluice/ui: AgentChat',
    source: "export { SluiceProvider } from '@sluice/react'; export { AgentChat } from '@sluice/ui'",
    bytes: (8 + 45) * 1024,
  },
]
