import type { DirectoryRow } from '@sluice/protocol'
import type { Problem } from '../problem.ts'

/** The rows of the directory that a filter lets through, the last updated first. [S13] */
export interface DirectoryView {
  readonly rows: readonly DirectoryRow[]
  readonly status: 'connecting' | 'live' | 'closed'
  readonly error: Problem | null
}
