import type { ReactNode } from 'react'

/** The columns of the log. */
export type LogColumn = 'offset' | 'time' | 'since' | 'actor' | 'type' | 'summary'

/** The props of {@link LogCell}. */
export interface LogCellProps {
  readonly column: LogColumn
  readonly actor?: string
  readonly title?: string
  readonly children: ReactNode
}

/** One cell of the log. Text from outside keeps to its cell, whatever its direction. */
export function LogCell({ column, actor, title, children }: LogCellProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus
    <span role="gridcell" dir="auto" data-column={column} data-actor={actor} title={title}>
      {children}
    </span>
  )
}
