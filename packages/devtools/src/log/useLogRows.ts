import type { LogView } from '@sluice/client'
import { useDeferredValue, useMemo } from 'react'
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

/** Filters a log as it grows; each event is looked at once per filter. What is typed is shown before the log has been searched for it. */
export function useLogRows({ envelopes, count }: LogView, filters: LogFilters): LogRows {
  const { onlyFailed } = filters
  const word = formatFamilyFilter(filters.families)
  const find = useDeferredValue(filters.find)
  const index = useMemo(() => createLogIndex(envelopes), [envelopes])
  const textOf = useMemo(createLogText, [])
  const filter = useMemo(
    () =>
      createLogFilter(envelopes, matcherOf({ families: parseFamilyFilter(word), find, onlyFailed }, textOf)),
    [envelopes, word, find, onlyFailed, textOf],
  )
  return { filter, rows: filter.extend(count), tally: index.extend(count), toolOf: index.toolOf }
}
