import type { DifferingLine } from './differingLines.ts'

/** The props of {@link LineChanges}. */
export interface LineChangesProps {
  readonly lines: readonly DifferingLine[]
  readonly label: string
}

/** Lines around a change that are shown with it. */
const AROUND = 2

const signs: Readonly<Record<DifferingLine['change'], string>> = { same: ' ', added: '+', removed: '−' }

/** The lines that differ, with a few around them; what is left out is a line of dots. */
export function LineChanges({ lines, label }: LineChangesProps) {
  const isNear = (place: number) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(({ change }) => change !== 'same')
  const shown = lines
    .map((line, place) => ({ ...line, place }))
    .filter(({ place }) => isNear(place) || (place > 0 && isNear(place - 1)))
  return (
    <section aria-label={label}>
      <pre className="sluice-devtools-text sluice-devtools-lines">
        {shown.map(({ change, text, place }) => (
          <span key={place} data-change={change}>
            {isNear(place) ? `${signs[change]} ${text}\n` : '…\n'}
          </span>
        ))}
      </pre>
    </section>
  )
}
