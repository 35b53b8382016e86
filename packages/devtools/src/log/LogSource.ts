import type { LogView, Readable } from '@sluice/client'

/** Where a log comes from: a live session, a file, a story. */
export type LogSource = Readable<LogView>
