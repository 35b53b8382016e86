import type { Envelope } from '@sluice/protocol'
import { memo } from 'react'
import { formatClock, formatDuration, formatOffsetForEye } from '../text/format.ts'
import type { LogIndex } from './createLogIndex.ts'
import { describeEvent } from './describeEvent.ts'
import { familyOf } from './family.ts'
import { LogCell } from './LogCell.tsx'

/** The props of {@link LogRow}. */
export interface LogRowProps {
  readonly id: string
  /** The row's place among those shown, from 0. */
  readonly row: number
  readonly envelope: Envelope
  readonly toolOf: LogIndex['toolOf']
  /** Server time in ms of the row before it; null for the first. */
  readonly previousAt: number | null
  readonly isSelected: boolean
  readonly isFault: boolean
}

/** One event of the log in one line. Where it is clicked is found by its position, so that a row needs no handler of its own. */
export const LogRow = memo(function LogRow({
  id,
  row,
  envelope,
  toolOf,
  previousAt,
  isSelected,
  isFault,
}: LogRowProps) {
  const { offset, at, actor, event } = envelope
  const { sequence, mark } = formatOffsetForEye(offset)
  const line = describeEvent(event, toolOf)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus and names it as its active descendant
    <div
      id={id}
      className="sluice-devtools-log-row"
      role="row"
      aria-rowindex={row + 2}
      aria-selected={isSelected}
      data-row={row}
      data-family={familyOf(event.type)}
      data-tone={isFault ? 'bad' : line.tone}
    >
      <LogCell column="offset">
        {sequence}
        <span className="sluice-devtools-mark">_{mark}</span>
      </LogCell>
      <LogCell column="time">{formatClock(at)}</LogCell>
      <LogCell column="since">{previousAt === null ? '' : `+${formatDuration(at - previousAt)}`}</LogCell>
      <LogCell column="actor" actor={actor.kind} title={`${actor.kind} ${actor.id}`}>
        {actor.kind === 'person' ? actor.id : actor.kind}
      </LogCell>
      <LogCell column="type">{event.type}</LogCell>
      <LogCell column="summary">{line.text}</LogCell>
    </div>
  )
})
