import type { LogView } from '@sluice/client'
import type { Offset, SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import type { LogSource } from '../log/LogSource.ts'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCompact, formatCost, formatDuration } from '../text/format.ts'
import { useLogView } from '../timeline/useLogView.ts'
import { alignSteps } from './alignSteps.ts'
import { StepPairRow } from './StepPairRow.tsx'
import { type StepRow, stepsOf } from './stepsOf.ts'

/** The props of {@link ComparePanel}. */
export interface ComparePanelProps {
  readonly session: SessionRef
  readonly log: LogView
  readonly other: SessionRef
  /** The log of the other session; has to keep its identity. */
  readonly source: LogSource
  readonly selected: Offset | null
  readonly onSelect: (offset: Offset | null) => void
  readonly onEnd: () => void
}

/** Two sessions side by side, aligned by step: what is the same, what differs and how, and what each used. [D8] */
export function ComparePanel({ session, log, other, source, selected, onSelect, onEnd }: ComparePanelProps) {
  const { messages } = useDevtools()
  const right = useLogView(source)
  const leftRows = useMemo(() => stepsOf(log.envelopes, log.count), [log.envelopes, log.count])
  const rightRows = useMemo(() => stepsOf(right.envelopes, right.count), [right.envelopes, right.count])
  const pairs = useMemo(() => alignSteps(leftRows, rightRows), [leftRows, rightRows])
  const differs = pairs.filter(({ isSame }) => !isSame).length
  return (
    <section className="sluice-devtools-panel sluice-devtools-compare" aria-label={messages.compare}>
      <header className="sluice-devtools-toolbar">
        <span className="sluice-devtools-quiet">{messages.stepsDiffer(differs, pairs.length)}</span>
        <span className="sluice-devtools-spring" />
        <button type="button" className="sluice-devtools-button" onClick={onEnd}>
          {messages.endComparison}
        </button>
      </header>
      <div className="sluice-devtools-scroll">
        <div className="sluice-devtools-pair" data-head>
          <SideHead session={session} rows={leftRows} />
          <SideHead session={other} rows={rightRows} />
        </div>
        {right.phase !== 'live' && right.count === 0 && <EmptyNote title={messages.logPhase[right.phase]} />}
        {pairs.map(pair => (
          <StepPairRow
            key={`${pair.left?.position ?? '-'} ${pair.right?.position ?? '-'}`}
            pair={pair}
            isSelected={pair.left !== null && log.envelopes[pair.left.position]?.offset === selected}
            onSelect={() => pair.left !== null && onSelect(log.envelopes[pair.left.position]?.offset ?? null)}
          />
        ))}
      </div>
    </section>
  )
}

function SideHead({ session, rows }: { readonly session: SessionRef; readonly rows: readonly StepRow[] }) {
  const models = rows.filter(({ kind }) => kind === 'model')
  const tokens = models.reduce(
    (sum, { usage }) =>
      sum + (usage === null ? 0 : usage.inputTokens + usage.cacheReadTokens + usage.outputTokens),
    0,
  )
  const cost = models.reduce((sum, { usage }) => sum + (usage?.cost ?? 0), 0)
  const worked = models.reduce(
    (sum, { startedAt, settledAt }) => sum + (settledAt === null ? 0 : settledAt - startedAt),
    0,
  )
  const { messages } = useDevtools()
  return (
    <div>
      <strong>
        {session.agent}/{session.id}
      </strong>
      <span className="sluice-devtools-quiet">
        {[
          messages.modelCalls(models.length),
          messages.tokenCount(formatCompact(tokens)),
          formatCost(cost),
          formatDuration(worked),
        ].join(' · ')}
      </span>
    </div>
  )
}
