import type { UsageRow } from '@sluice/protocol'

/** What usage is told apart by. */
export type UsageGroup = 'agent' | 'model' | 'tool'

/** What is counted. */
export type UsageMeasure = 'cost' | 'tokens' | 'calls' | 'time'

/** How far back one looks. */
export type UsageRange = 'day' | 'week' | 'month' | 'all'

/** What is looked at in the panel; small enough for a URL. */
export interface UsageSelection {
  readonly by: UsageGroup
  readonly measure: UsageMeasure
  readonly range: UsageRange
}

/** What an agent, a model or a tool used. */
export interface UsageLine extends Omit<UsageRow, 'at' | 'agent' | 'kind'> {
  /** One number for each column of the chart, in the order of their times. */
  readonly values: readonly number[]
  /** Their sum. */
  readonly total: number
}

/** A chart of columns, each made of a piece for each line. */
export interface UsageChart {
  /** Server times in ms at which the columns begin; as many as {@link UsageLine.values}. */
  readonly columns: readonly number[]
  readonly columnMs: number
  /** Those that used most stand first; what is not among the first eight is one line without a name. */
  readonly lines: readonly UsageLine[]
  readonly all: UsageLine
  /** The height of the highest column. */
  readonly most: number
}

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** The length in ms of each range. */
const rangeMs: Readonly<Record<UsageRange, number>> = {
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  all: Number.POSITIVE_INFINITY,
}

/** Widths that a person can name; a chart has at most {@link MOST_COLUMNS}. */
const widths = [HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY]
const MOST_COLUMNS = 60

/** As many colours as can be told apart. */
const MOST_LINES = 8

/** From which server time on the server is asked; at least 1, and the same within an hour. */
export function sinceOf(range: UsageRange, now: number): number {
  const since = Math.floor((now - rangeMs[range]) / HOUR) * HOUR
  return Number.isFinite(since) ? Math.max(1, since) : 1
}

function measured(row: UsageRow, measure: UsageMeasure): number {
  if (measure === 'cost') return row.cost
  if (measure === 'tokens') return row.inputTokens + row.outputTokens
  return measure === 'calls' ? row.calls : row.durationMs
}

const emptyLine = (name: string, columns: number): UsageLine => ({
  ...{ name, calls: 0, failed: 0, inputTokens: 0, outputTokens: 0, cost: 0, durationMs: 0, total: 0 },
  values: new Array<number>(columns).fill(0),
})

function plus(
  line: UsageLine,
  more: UsageLine | UsageRow,
  values: readonly number[],
  total: number,
): UsageLine {
  return {
    name: line.name,
    calls: line.calls + more.calls,
    failed: line.failed + more.failed,
    inputTokens: line.inputTokens + more.inputTokens,
    outputTokens: line.outputTokens + more.outputTokens,
    cost: line.cost + more.cost,
    durationMs: line.durationMs + more.durationMs,
    values: line.values.map((value, index) => value + (values[index] ?? 0)),
    total: line.total + total,
  }
}

/** Makes the chart of what was used up to `now`. Agents are told apart by their model calls and tools, the others by their own. */
export function usageChart(
  rows: readonly UsageRow[],
  { by, measure, range }: UsageSelection,
  now: number,
): UsageChart {
  const kept = rows.filter(row => by === 'agent' || row.kind === by)
  const first = Math.min(now, ...kept.map(({ at }) => at))
  const from = range === 'all' ? first : Math.min(sinceOf(range, now), first)
  const columnMs = widths.find(width => (now - from) / width <= MOST_COLUMNS) ?? 365 * DAY
  const start = Math.floor(from / columnMs) * columnMs
  const count = Math.floor((now - start) / columnMs) + 1
  const lines = new Map<string, UsageLine>()
  for (const row of kept) {
    const name = by === 'agent' ? row.agent : row.name
    const value = measured(row, measure)
    const column = Math.min(count - 1, Math.floor((row.at - start) / columnMs))
    const values = new Array<number>(column + 1).fill(0).with(column, value)
    lines.set(name, plus(lines.get(name) ?? emptyLine(name, count), row, values, value))
  }
  const sorted = [...lines.values()].sort((a, b) => b.total - a.total || a.name.localeCompare(b.name))
  const sum = (some: readonly UsageLine[]) =>
    some.reduce((line, more) => plus(line, more, more.values, more.total), emptyLine('', count))
  const shown = sorted.slice(0, sorted.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES)
  const rest = sorted.slice(shown.length)
  const all = sum(sorted)
  return {
    columns: Array.from({ length: count }, (_, index) => start + index * columnMs),
    columnMs,
    lines: rest.length === 0 ? shown : [...shown, sum(rest)],
    all,
    most: Math.max(0, ...all.values),
  }
}
