import type { Id } from '@sluice/protocol'
import { type CSSProperties, memo, type ReactNode, type Ref, use } from 'react'
import { MarkedContext } from './ThreadContext.tsx'
import type { ThreadRow } from './threadRows.ts'

/** Draws a row of the thread; `position` counts from 1. */
export type DrawRow = (row: ThreadRow, position: number) => ReactNode

/** What tells a row from every other one. */
export const keyOf = (row: ThreadRow): string => `${row.kind}:${row.id}`

/** The props of {@link Row}. */
export interface RowProps {
  readonly row: ThreadRow
  readonly position: number
  /** How many rows there are, for what is special of the last ones. */
  readonly isNearEnd: boolean
  readonly draw: DrawRow
  readonly ref?: Ref<HTMLDivElement> | undefined
  /** Where it begins, for a row that is not in the flow. */
  readonly start?: number | undefined
  /** How high it is as long as it is only glimpsed at; absent for a row that is drawn as what it is. */
  readonly glimpsed?: number | undefined
}

function placeOf(start: number | undefined, size: number | undefined): CSSProperties | undefined {
  if (start === undefined) return undefined
  return { '--thread-row-start': `${start}px`, '--thread-row-size': size && `${size}px` } as CSSProperties
}

const Drawn = memo(function Drawn({ row, position, draw }: Pick<RowProps, 'row' | 'position' | 'draw'>) {
  return draw(row, position)
})

/** A row with its place. The mark of what an address or a search led to is on it, so that what it holds does not render again. */
export const Row = memo(function Row({ row, position, isNearEnd, draw, ref, start, glimpsed }: RowProps) {
  const marked: Id | null = use(MarkedContext)
  return (
    <div
      ref={ref}
      data-sluice="thread-row"
      role="presentation"
      data-index={position - 1}
      data-row-first={position === 1 ? '' : undefined}
      data-row-near-end={isNearEnd ? '' : undefined}
      data-row-marked={row.kind === 'message' && row.id === marked ? '' : undefined}
      data-row-glimpsed={glimpsed === undefined ? undefined : ''}
      style={placeOf(start, glimpsed)}
    >
      <Drawn row={row} position={position} draw={draw} />
    </div>
  )
})
