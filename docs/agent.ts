import { defineAgent, defineTool, loadSkills } from '@sluice/runtime'
import * as v from 'valibot'

const refund = defineTool({
  name: 'refund',
  description: 'Pays an order back.',
  parameters: v.object({ order: v.string(), amount: v.number() }),
  approval: ({ order, amount }) => amount > 50 && `Pay back ${amount} for order ${order}?`,
  timeoutMs: 30_000,
  execute: async ({ order, amount }, { idempotencyKey }) => ({ order, amount, reference: idempotencyKey }),
})

export const support = defineAgent({
  name: 'support',
  instructions: ({ owner }) => `You help the customer ${owner} with their orders.`,
  tools: [refund],
  skills: await loadSkills('skills'),
  limits: { run: { steps: 20, durationMs: 600_000 }, session: { cost: 5 } },
})
