import { type DirectoryView, directoryOf } from '@sluice/client'
import type { DirectoryFilter } from '@sluice/protocol'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

const empty: DirectoryView = { rows: [], status: 'connecting', error: null }

/** The live rows of the directory that a filter lets through, the last updated first. [S13] */
export function useSessions(filter?: DirectoryFilter): DirectoryView {
  return useReadable(directoryOf(useClient(), filter), empty)
}
