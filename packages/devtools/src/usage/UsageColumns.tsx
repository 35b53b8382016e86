import { cssVariables } from '../style/cssVariables.ts'
import { formatDay } from '../text/format.ts'
import type { UsageChart, UsageLine } from './usageChart.ts'

/** The props of {@link UsageColumns}. */
export interface UsageColumnsProps {
  readonly chart: UsageChart
  /** Says what is drawn to those who do not see it. */
  readonly label: string
  readonly format: (value: number) => string
  readonly nameOf: (line: UsageLine) => string
}

/** Columns over time, a piece for each line. Heights are shares of the highest column. */
export function UsageColumns({ chart, label, format, nameOf }: UsageColumnsProps) {
  const { columns, columnMs, lines, all, most } = chart
  const first = columns[0] ?? 0
  const last = columns.at(-1) ?? 0
  return (
    <figure className="sluice-devtools-chart" role="img" aria-label={label}>
      <span className="sluice-devtools-chart-most">{format(most)}</span>
      <div className="sluice-devtools-chart-columns">
        {columns.map((at, column) => {
          const pieces = lines.flatMap((line, index) => {
            const value = line.values[column] ?? 0
            return value > 0 ? [{ line, index, value }] : []
          })
          const words = pieces.map(({ line, value }) => `${nameOf(line)}: ${format(value)}`)
          const sum = format(all.values[column] ?? 0)
          return (
            <div
              key={at}
              className="sluice-devtools-chart-column"
              title={[formatDay(at, columnMs), sum, ...words].join('\n')}
            >
              {pieces.map(({ index, value }) => (
                <span
                  key={index}
                  className="sluice-devtools-chart-piece"
                  data-line={index}
                  style={cssVariables({ '--chart-share': most === 0 ? 0 : value / most })}
                />
              ))}
            </div>
          )
        })}
      </div>
      <figcaption>
        <span>{formatDay(first, columnMs)}</span>
        <span>{formatDay(last, columnMs)}</span>
      </figcaption>
    </figure>
  )
}
