import { differingJson } from '../difference/differingJson.ts'
import { differingLines } from '../difference/differingLines.ts'
import { JsonChanges } from '../difference/JsonChanges.tsx'
import { LineChanges } from '../difference/LineChanges.tsx'
import { briefJson } from '../json/briefJson.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCompact, formatDuration } from '../text/format.ts'
import type { StepPair } from './alignSteps.ts'
import type { StepRow } from './stepsOf.ts'

/** The props of {@link StepPairRow}. */
export interface StepPairRowProps {
  readonly pair: StepPair
  readonly isSelected: boolean
  /** Selects the step of the left. */
  readonly onSelect: () => void
}

/** Two steps beside each other; where both are there and differ, their differences below. */
export function StepPairRow({ pair: { left, right, isSame }, isSelected, onSelect }: StepPairRowProps) {
  return (
    <div
      className="sluice-devtools-pair"
      data-same={isSame || undefined}
      data-selected={isSelected || undefined}
    >
      <StepCell row={left} onSelect={onSelect} />
      <StepCell row={right} />
      {!isSame && left !== null && right !== null && <PairDifferences left={left} right={right} />}
    </div>
  )
}

function StepCell({ row, onSelect }: { readonly row: StepRow | null; readonly onSelect?: () => void }) {
  const { messages } = useDevtools()
  if (row === null) return <div className="sluice-devtools-step" data-empty />
  const { kind, text, calls, usage, startedAt, settledAt, outcome, model } = row
  const title = kind === 'said' ? messages.givenRole.user : (model ?? messages.givenRole.assistant)
  return (
    <div className="sluice-devtools-step" data-kind={kind} data-status={outcome}>
      <header>
        {onSelect === undefined ? (
          <span className="sluice-devtools-tag">{title}</span>
        ) : (
          <button type="button" className="sluice-devtools-link" onClick={onSelect}>
            {title}
          </button>
        )}
        <span className="sluice-devtools-quiet">
          {kind === 'model' &&
            [
              usage === null
                ? ''
                : messages.tokenCount(formatCompact(usage.inputTokens + usage.outputTokens)),
              settledAt === null ? outcome : formatDuration(settledAt - startedAt),
            ]
              .filter(part => part !== '')
              .join(' · ')}
        </span>
      </header>
      {text !== '' && <p>{text.length > 400 ? `${text.slice(0, 400)}…` : text}</p>}
      {calls.map(call => (
        <p key={call.call}>
          <code className="sluice-devtools-code">{call.tool}</code> {briefJson(call.arguments, 80)}{' '}
          <span className="sluice-devtools-tag">{call.outcome}</span>
        </p>
      ))}
    </div>
  )
}

function PairDifferences({ left, right }: { readonly left: StepRow; readonly right: StepRow }) {
  const { messages } = useDevtools()
  const facts = ({ calls }: StepRow) =>
    Object.fromEntries(
      calls.map(({ tool, arguments: given, outcome, output }, index) => [
        `${index + 1} ${tool}`,
        { arguments: given, outcome, output },
      ]),
    )
  const changes = differingJson(facts(left), facts(right))
  const lines = left.text === right.text ? null : differingLines(left.text, right.text)
  return (
    <div className="sluice-devtools-pair-differences">
      {lines !== null && <LineChanges lines={lines} label={messages.differences} />}
      {changes.length > 0 && <JsonChanges changes={changes} />}
    </div>
  )
}
