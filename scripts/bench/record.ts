import type { BenchReport, BenchRow } from './report.ts'
import { cell, columnsOf } from './table.ts'

/** Lays rows out as a Markdown table, numbers to the right. */
function markdownTable(rows: readonly BenchRow[]): string {
  const { columns, isNumeric } = columnsOf(rows)
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    line(columns.map((_, index) => (isNumeric[index] ? '--:' : '---'))),
    ...rows.map(row => line(columns.map(column => cell(row[column])))),
  ].join('\n')
}

/** What a document says of one run of a bench: its peers, what was measured, and each limit with whether it held. */
export function recordOf({ peers, results, limits }: BenchReport): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`)
  const held = limits.map(({ name, value, limit, ok }) => ({
    limit: name,
    value,
    allowed: limit,
    held: ok ? 'yes' : 'no',
  }))
  return [
    ...(versions.length > 0 ? [`Beside ${versions.join(', ')}.`] : []),
    markdownTable(results),
    ...(held.length > 0 ? [markdownTable(held)] : []),
  ].join('\n\n')
}

/** Replaces what stands between `<!-- bench NAME -->` and `<!-- /bench NAME -->`. Throws where the document has no such place. */
export function placeRecord(document: string, name: string, record: string): string {
  const begin = `<!-- bench ${name} -->\n`
  const end = `<!-- /bench ${name} -->`
  const from = document.indexOf(begin)
  const to = document.indexOf(end, from)
  if (from === -1 || to === -1) throw new Error(`The document has no place for the bench "${name}".`)
  return `${document.slice(0, from + begin.length)}${record}\n${document.slice(to)}`
}
