import type { Envelope } from '@sluice/protocol'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { browserFoldingTime } from '../edge/browserFoldingTime.ts'
import { startWorker } from '../edge/startWorker.ts'
import { createLogSearch, type Found, type LogSearch } from './createLogSearch.ts'

const never = () => () => undefined

/**
 * What was found of a text in a log, by a worker that is started when there is first something to look for. Null where no worker runs; with an empty text while
 * nothing is looked for, or found yet. [D4]
 */
export function useFound(envelopes: readonly Envelope[], count: number, find: string): Found | null {
  const text = find.trim().toLowerCase()
  const [search, setSearch] = useState<LogSearch | 'none' | null>(null)
  const isWanted = text !== ''
  useEffect(() => {
    if (!isWanted) return
    const { yieldToPage } = browserFoldingTime
    const started = createLogSearch(envelopes, startWorker, yieldToPage, () => setSearch('none'))
    setSearch(started ?? 'none')
    return () => {
      started?.stop()
      setSearch(null)
    }
  }, [envelopes, isWanted])
  const running = search === 'none' ? null : search
  useEffect(() => running?.want(text, count), [running, text, count])
  const read = useCallback(() => running?.getSnapshot() ?? nothing, [running])
  const found = useSyncExternalStore(running?.subscribe ?? never, read, read)
  if (search === 'none') return null
  return isWanted ? found : nothing
}

const nothing: Found = { text: '', to: 0, positions: new Set() }
