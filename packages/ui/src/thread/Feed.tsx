import { type ItemGroup, useGroups } from '@sluice/react'
import { memo, useMemo, useRef } from 'react'
import { elementId } from '../message/elementId.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { KeepPlace } from './KeepPlace.tsx'
import { type DrawRow, keyOf, Row } from './Row.tsx'
import { type ThreadState, useThread } from './ThreadContext.tsx'
import type { ThreadRow } from './threadRows.ts'
import { useRoving } from './useRoving.ts'
import { useVirtualRows } from './useVirtualRows.ts'

/** The props of {@link Feed}. */
export type ThreadFeedProps = Omit<PartProps<'div', ThreadState>, 'children'> & {
  /** Draws a row. Keep its identity: another function draws all rows again. */
  readonly children: DrawRow
}

/**
 * The rows. Up to some hundred are all in the page, so that the browser finds, selects and anchors them, and leaves out the drawing of those
 * that are far away; of more, only those near the viewport are.
 */
export function Feed({ children: draw, ...props }: ThreadFeedProps) {
  const { rows, state, viewport, content, reveal } = useThread()
  const own = useRef<HTMLDivElement>(null)
  const roving = useRoving(own, rows, reveal)
  const virtual = useVirtualRows(rows, own, viewport)
  const first = rows.find(row => row.kind === 'message')
  const feed = usePartElement('div', 'thread-feed', state, props, {
    // A feed without an article is none.
    role: rows.length > 0 ? 'feed' : undefined,
    'aria-busy': state.threadPhase === 'catching-up',
    ref: own,
    ...roving,
    children: virtual.Rows ? (
      <virtual.Rows rows={rows} draw={draw} seed={virtual.seed} />
    ) : (
      <FlowRows rows={rows} from={virtual.from} draw={draw} />
    ),
  })
  const anchor = first && !virtual.Rows ? elementId(first.id) : null
  return (
    <KeepPlace first={anchor} viewport={viewport} content={content}>
      {feed}
    </KeepPlace>
  )
}

/** So many rows at the end show what can be done with them without being pointed at. */
const NEAR_END = 2

interface FlowRowsProps {
  readonly rows: readonly ThreadRow[]
  /** The first row that is drawn. */
  readonly from: number
  readonly draw: DrawRow
}

/** All rows in the flow, in groups. */
function FlowRows({ rows, from, draw }: FlowRowsProps) {
  const shown = useMemo(() => (from > 0 ? rows.slice(from) : rows), [rows, from])
  const groups = useGroups(shown, keyOf)
  let end = 0
  return groups.map(group => {
    const position = from + end + 1
    end += group.items.length
    const nearEnd = Math.max(0, end - (shown.length - NEAR_END))
    return <Group key={group.key} group={group} position={position} nearEnd={nearEnd} draw={draw} />
  })
}

interface GroupProps {
  readonly group: ItemGroup<ThreadRow>
  /** The place of its first row in the thread, from 1. */
  readonly position: number
  /** How many rows of it are near the end. */
  readonly nearEnd: number
  readonly draw: DrawRow
}

const Group = memo(function Group({ group, position, nearEnd, draw }: GroupProps) {
  return (
    <div data-sluice="thread-group" role="presentation">
      {group.items.map((row, index) => (
        <Row
          key={keyOf(row)}
          row={row}
          position={position + index}
          isNearEnd={index >= group.items.length - nearEnd}
          draw={draw}
        />
      ))}
    </div>
  )
})
