/** A page with a conversation, of our own server or another. */
const hooks =
  "export { SluiceProvider, useAgent, useAgentState, useApprovals, useConnection, useMessage, useMessageIds, useOutbox, usePart, useRun, useToolCall } from '@sluice/react'"

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
    source: hooks,
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

/** What the adapter of somebody else's server may add to a page that has the hooks and the client. */
export interface AdapterBudget {
  readonly adapter: string
  /** A module that imports it. */
  readonly source: string
  /** Gzipped bytes of what a first conversation needs. What the adapter loads behind that is not in it. */
  readonly bytes: number
}

/** The page that adapters are added to. */
export const adapterPage = `${hooks}; export { createClient } from '@sluice/client'`

/** The adapters of other people's servers. */
export const adapterBudgets: readonly AdapterBudget[] = [
  {
    adapter: '@sluice/client/flue',
    source: "export { flue } from '@sluice/client/flue'",
    bytes: 6 * 1024,
  },
  {
    adapter: '@sluice/client/cloudflare',
    source: "export { cloudflareAgent } from '@sluice/client/cloudflare'",
    bytes: 6 * 1024,
  },
]
