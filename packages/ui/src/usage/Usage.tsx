import { type SessionUsage, useUsage } from '@sluice/react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What the parts of a meter expose: `data-usage-level`, and on the root `--usage-share` from 0 to 1. */
export interface UsageState {
  /** `near` from four fifths of the budget, `over` beyond it; `none` without a budget. */
  readonly usageLevel: 'none' | 'within' | 'near' | 'over'
}

interface UsageContextValue {
  readonly used: SessionUsage
  readonly budget: number | null
  readonly share: number
  readonly state: UsageState
}

const [UsageContext, useUsageContext] = createPartContext<UsageContextValue>('Usage.Root')

/** From here on a reader should know. */
const NEAR = 0.8

function levelOf(budget: number | null, share: number): UsageState['usageLevel'] {
  if (budget === null) return 'none'
  if (share > 1) return 'over'
  return share >= NEAR ? 'near' : 'within'
}

/** The props of {@link Root}. */
export type UsageRootProps = PartProps<'section', UsageState> & {
  /** What the session may cost, in US dollars. */
  readonly budget?: number | undefined
}

/** What the model calls of the session around used, with those of the sessions that it opened. */
export function Root({ budget, ...props }: UsageRootProps) {
  const used = useUsage(useSessionRef())
  const limit = budget ?? null
  const share = limit === null || limit <= 0 ? 0 : used.total.cost / limit
  const state = { usageLevel: levelOf(limit, share) }
  const element = usePartElement('section', 'usage', state, props, {
    'aria-label': useUi().messages.usage,
    style: { '--usage-share': Math.min(1, share) },
  })
  return <UsageContext value={{ used, budget: limit, share, state }}>{element}</UsageContext>
}

/** What it cost so far, and of how much where there is a budget. */
export function Cost(props: PartProps<'span', UsageState>) {
  const { used, budget, state } = useUsageContext()
  const { messages, format } = useUi()
  const cost = format.money(used.total.cost)
  const children = budget === null ? cost : messages.usageOf(cost, format.money(budget))
  return usePartElement('span', 'usage-cost', state, props, { children })
}

/** The share of the budget as a bar; nothing without one. */
export function Meter(props: PartProps<'meter', UsageState>) {
  const { budget, share, state } = useUsageContext()
  const element = usePartElement('meter', 'usage-meter', state, props, {
    min: 0,
    max: 1,
    high: NEAR,
    value: Math.min(1, share),
    'aria-label': useUi().messages.usage,
  })
  return budget === null ? null : element
}

/** The tokens by kind, and what the sessions below used. */
export function Details(props: PartProps<'dl', UsageState>) {
  const { used, state } = useUsageContext()
  const { messages, format } = useUi()
  const { total, subsessions } = used
  const rows = [
    [messages.usageInput, format.number(total.inputTokens + total.cacheWriteTokens)],
    [messages.usageCached, total.cacheReadTokens > 0 ? format.number(total.cacheReadTokens) : null],
    [messages.usageOutput, format.number(total.outputTokens)],
    [messages.usageSubsessions, subsessions.cost > 0 ? format.money(subsessions.cost) : null],
  ] as const
  return usePartElement('dl', 'usage-details', state, props, {
    children: rows.map(([name, value]) =>
      value === null ? null : (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ),
    ),
  })
}
