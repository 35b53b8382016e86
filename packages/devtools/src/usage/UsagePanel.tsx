import { type UsageReport, usageReport } from '@sluice/protocol'
import { useNow } from '@sluice/ui'
import { useMemo } from 'react'
import { OperatorPanel } from '../operators/OperatorPanel.tsx'
import { Table } from '../operators/Table.tsx'
import { useAnswer } from '../operators/useAnswer.ts'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCompact, formatCost, formatCount, formatDuration } from '../text/format.ts'
import { UsageColumns } from './UsageColumns.tsx'
import { sinceOf, type UsageLine, type UsageMeasure, type UsageSelection, usageChart } from './usageChart.ts'

/** The props of {@link UsagePanel}. */
export interface UsagePanelProps {
  readonly selection: UsageSelection
  readonly onSelection: (selection: UsageSelection) => void
}

/** Numbers of hours do not change faster than one reads them. */
const ASK_MS = 5000

/** The chart begins anew with each minute. */
const NOW_MS = 60_000

const formats: Readonly<Record<UsageMeasure, (value: number) => string>> = {
  cost: formatCost,
  tokens: formatCompact,
  calls: formatCount,
  time: formatDuration,
}

/** What all sessions used over time, by agent, model or tool, drawn and in numbers. [S16] */
export function UsagePanel({ selection, onSelection }: UsagePanelProps) {
  const { messages } = useDevtools()
  const now = useNow(true, NOW_MS)
  const answer = useAnswer(`/v1/usage?since=${sinceOf(selection.range, now)}`, usageReport, ASK_MS)
  const choice = <K extends keyof UsageSelection>(
    field: K,
    label: string,
    words: Readonly<Record<UsageSelection[K], string>>,
  ) => (
    <div className="sluice-devtools-chips" role="group" aria-label={label}>
      {(Object.keys(words) as UsageSelection[K][]).map(word => (
        <button
          key={word}
          type="button"
          className="sluice-devtools-chip"
          aria-pressed={selection[field] === word}
          onClick={() => onSelection({ ...selection, [field]: word })}
        >
          {words[word]}
        </button>
      ))}
    </div>
  )
  return (
    <OperatorPanel
      name="usage"
      title={messages.usage}
      answer={answer}
      tools={
        <>
          {choice('by', messages.usageBy, messages.usageGroups)}
          {choice('measure', messages.usageMeasure, messages.usageMeasures)}
          {choice('range', messages.usageRange, messages.usageRanges)}
        </>
      }
    >
      {report => <UsageOf report={report} selection={selection} now={now + NOW_MS} />}
    </OperatorPanel>
  )
}

interface UsageOfProps {
  readonly report: UsageReport
  readonly selection: UsageSelection
  readonly now: number
}

function UsageOf({ report, selection, now }: UsageOfProps) {
  const { messages } = useDevtools()
  const { rows, sessions, whole } = report
  const chart = useMemo(() => usageChart(rows, selection, now), [rows, selection, now])
  const { by, measure } = selection
  if (chart.lines.length === 0) return <EmptyNote title={messages.noUsage} />
  const nameOf = (line: UsageLine) => line.name || messages.usageOther
  const cells = (line: UsageLine, name: string, index: number | null) => ({
    name: (
      <span className="sluice-devtools-usage-name" data-line={index ?? undefined}>
        <bdi>{name}</bdi>
      </span>
    ),
    calls: formatCount(line.calls),
    failed: line.failed === 0 ? '' : formatCount(line.failed),
    input: formatCompact(line.inputTokens),
    output: formatCompact(line.outputTokens),
    cost: formatCost(line.cost),
    time: formatDuration(line.durationMs),
  })
  return (
    <>
      {!whole && <p className="sluice-devtools-notice">{messages.notWhole}</p>}
      <UsageColumns
        chart={chart}
        label={messages.usageChart(messages.usageMeasures[measure], messages.usageGroups[by])}
        format={formats[measure]}
        nameOf={nameOf}
      />
      <Table
        label={`${messages.usageGroups[by]} · ${messages.usageSessions(formatCount(sessions))}`}
        numbers={['calls', 'failed', 'input', 'output', 'cost', 'time']}
        columns={[
          ['name', messages.nameColumn],
          ['calls', messages.callsColumn],
          ['failed', messages.failedColumn],
          ['input', messages.inputColumn],
          ['output', messages.outputColumn],
          ['cost', messages.costColumn],
          ['time', messages.durationColumn],
        ]}
        rows={[
          ...chart.lines.map((line, index) => ({
            key: `line ${line.name}`,
            cells: cells(line, nameOf(line), index),
          })),
          { key: 'all', cells: cells(chart.all, messages.usageTotal, null) },
        ]}
      />
    </>
  )
}
