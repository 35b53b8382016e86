import type { LogView } from '@sluice/client'
import { useDeferredValue, useMemo } from 'react'
import { useFound } from '../search/useFound.ts'
import { createLogFilter, type LogFilter } from './createLogFilter.ts'
import { createLogIndex, type LogIndex } from './createLogIndex.ts'
import type { Family } from './family.ts'
import { formatFamilyFilter, parseFamilyFilter } from './familyFilter.ts'
import { createLogText, type LogFilters, matcherOf } from './LogFilters.ts'

/** The rows of a log behind a filter. */
export interface LogRows {
  readonly filter: LogFilter
  readonly rows: number
  readonly tally: ReadonlyMap<Family, number>
  readonly toolOf: LogIndex['toolOf']
}

/**
 * Filters a log as it grows; each event is looked at once per filter. Text is looked for in a worker where there is one; what was found for the text before stays
 * until there is an answer. [D4]
 */
export function useLogRows({ envelopes, count }: LogView, filters: LogFilters): LogRows {
  const { onlyFailed } = filters
  const word = formatFamilyFilter(filters.families)
  const deferred = useDeferredValue(filters.find)
  const index = useMemo(() => createLogIndex(envelopes), [envelopes])
  const textOf = useMemo(createLogText, [])
  const found = useFound(envelopes, count, filters.find)
  const find = found === null ? deferred : ''
  const positions = found === null || found.text === '' ? null : found.positions
  const filter = useMemo(() => {
    const matches = matcherOf({ families: parseFamilyFilter(word), find, onlyFailed }, textOf)
    if (positions === null) return createLogFilter(envelopes, matches)
    return createLogFilter(
      envelopes,
      (envelope, position) => positions.has(position) && (matches === null || matches(envelope)),
    )
  }, [envelopes, word, find, onlyFailed, textOf, positions])
  const searched = positions === null || found === null ? count : Math.min(count, found.to)
  return { filter, rows: filter.extend(searched), tally: index.extend(count), toolOf: index.toolOf }
}
