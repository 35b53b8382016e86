import type { BenchLimit, BenchRow } from './report.ts'

/** The columns of rows in the order they first appear, and whether each has numbers alone. */
export function columnsOf(rows: readonly BenchRow[]): {
  readonly columns: readonly string[]
  readonly isNumeric: readonly boolean[]
} {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return {
    columns,
    isNumeric: columns.map(column => rows.every(row => typeof (row[column] ?? 0) === 'number')),
  }
}

/** Lays rows out as a plain text table, numbers to the right. */
export function table(rows: readonly BenchRow[]): string {
  const { columns, isNumeric } = columnsOf(rows)
  const cells = [columns, ...rows.map(row => columns.map(column => cell(row[column])))]
  const widths = columns.map((_, index) => Math.max(...cells.map(line => (line[index] ?? '').length)))
  const lines = cells.map(line =>
    line
      .map((text, index) => {
        const width = widths[index] ?? 0
        return isNumeric[index] ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
  const [head = '', ...body] = lines
  return [head, widths.map(width => '─'.repeat(width)).join('  '), ...body].join('\n')
}

/** Lays limits out as a table, with whether each held. */
export function limitTable(limits: readonly BenchLimit[]): string {
  return table(
    limits.map(({ name, value, limit, ok }) => ({
      limit: name,
      value,
      allowed: limit,
      '': ok ? 'ok' : 'FAILED',
    })),
  )
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
const largeNumbers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** A value as a table shows it. */
export function cell(value: BenchRow[string] | undefined): string {
  if (value === null || value === undefined) return '–'
  if (typeof value !== 'number') return String(value)
  return Math.abs(value) >= 1000 ? largeNumbers.format(value) : numbers.format(value)
}
