export type { AgentRules, Decide, DecideContext, Decision } from './decide/types.ts'
export { emptyView, noUsage } from './emptyView.ts'
export type * from './view.ts'
