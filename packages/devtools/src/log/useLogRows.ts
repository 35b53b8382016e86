import type { LogView } from '@sluice/client'
import { useMemo } from 'react'
import { createLogFilter, type LogFilter } from './createLogFilter.ts'
import { createLogIndex, type LogIndex } from './createLogIndex.ts'
import { type Family, familyOf } from './family.ts'
import { type FamilyFilter, formatFamilyFilter, isShown, parseFamilyFilter } from './familyFilter.ts'

/** The rows of a log behind a filter. */
export interface LogRows {
  readonly filter: LogFilter
  readonly rows: number
  readonly tally: ReadonlyMap<Family, number>
  readonly toolOf: LogIndex['toolOf']
}

/** Filters a log as it grows; each event is looked at once per filter. */
export function useLogRows({ envelopes, count }: LogView, families: FamilyFilter): LogRows {
  const word = formatFamilyFilter(families)
  const index = useMemo(() => createLogIndex(envelopes), [envelopes])
  const filter = useMemo(() => {
    const wanted = parseFamilyFilter(word)
    return createLogFilter(
      envelopes,
      word === '' ? null : envelope => isShown(wanted, familyOf(envelope.event.type)),
    )
  }, [envelopes, word])
  return { filter, rows: filter.extend(count), tally: index.extend(count), toolOf: index.toolOf }
}
