import { useSession, useSessionStatus } from '@sluice/react'
import { memo, type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useViewSelector } from '../session/useViewSelector.ts'
import { useUi } from '../text/UiProvider.tsx'
import { groupRows, type RowGroup } from './groupRows.ts'
import { createRowSelector, type ThreadRow } from './threadRows.ts'
import { type Following, useFollow } from './useFollow.ts'

/** What the parts of a thread expose: how far the view is, whether it is empty and whether the reader is at its end. */
export interface ThreadState {
  readonly threadPhase: 'connecting' | 'catching-up' | 'live' | 'closed'
  readonly empty: boolean
  readonly following: boolean
}

interface ThreadContextValue extends Following {
  readonly rows: readonly ThreadRow[]
  readonly state: ThreadState
}

const [ThreadContext, useThread] = createPartContext<ThreadContextValue>('Thread.Root')

function useRows(): readonly ThreadRow[] {
  const store = useSession(useSessionRef())
  const [select] = useState(createRowSelector)
  const read = () => select(store.view().getSnapshot(), store.line().getSnapshot())
  return useSyncExternalStore(store.view().subscribe, read, read)
}

/** The conversation of the session around. */
export function Root(props: PartProps<'div', ThreadState>) {
  const rows = useRows()
  const scrolling = useFollow()
  const { phase } = useSessionStatus(useSessionRef())
  const { following } = scrolling
  // A message on its way is drawn beside the view, but the reader no longer faces an empty page.
  const isSending = usePending('message.send').length > 0
  const empty = rows.length === 0 && !isSending
  const state = useMemo(() => ({ threadPhase: phase, empty, following }), [phase, empty, following])
  const element = usePartElement('div', 'thread', state, props)
  return <ThreadContext value={{ ...scrolling, rows, state }}>{element}</ThreadContext>
}

/** What scrolls. Can be focused, so that it scrolls by keyboard. */
export function Viewport(props: PartProps<'div', ThreadState>) {
  const { viewport, onScroll, state } = useThread()
  const { messages } = useUi()
  return usePartElement('div', 'thread-viewport', state, props, {
    ref: viewport,
    onScroll,
    tabIndex: 0,
    role: 'region',
    'aria-label': messages.conversation,
  })
}

/** Around everything that scrolls; its growth is what the viewport follows. */
export function Content(props: PartProps<'div', ThreadState>) {
  const { content, state } = useThread()
  return usePartElement('div', 'thread-content', state, props, { ref: content })
}

/** The props of {@link Feed}. */
export type ThreadFeedProps = Omit<PartProps<'div', ThreadState>, 'children'> & {
  /** Draws a row. Keep its identity: another function draws all rows again. */
  readonly children: (row: ThreadRow, position: number) => ReactNode
}

/** The rows, in groups of 64. */
export function Feed({ children: draw, ...props }: ThreadFeedProps) {
  const { rows, state } = useThread()
  const last = useRef<readonly RowGroup[]>([])
  // A cache: grouping the same rows again gives the same groups, so a discarded render does no harm.
  const groups = useMemo(() => groupRows(rows, last.current), [rows])
  last.current = groups
  return usePartElement('div', 'thread-feed', state, props, {
    // A feed without an article is none.
    role: rows.length > 0 ? 'feed' : undefined,
    'aria-busy': state.threadPhase === 'catching-up',
    children: groups.map(group => <Group key={group.key} group={group} draw={draw} />),
  })
}

const Group = memo(function Group({
  group,
  draw,
}: {
  readonly group: RowGroup
  readonly draw: ThreadFeedProps['children']
}) {
  return (
    <div data-sluice="thread-group" role="presentation">
      {group.rows.map((row, index) => (
        <Row key={`${row.kind}:${row.id}`} row={row} position={group.position + index} draw={draw} />
      ))}
    </div>
  )
})

const Row = memo(function Row({
  row,
  position,
  draw,
}: {
  readonly row: ThreadRow
  readonly position: number
  readonly draw: ThreadFeedProps['children']
}) {
  return draw(row, position)
})

/** Drawn while the conversation is empty and that is known; nothing otherwise. */
export function Empty(props: PartProps<'div', ThreadState>) {
  const { state } = useThread()
  const element = usePartElement('div', 'thread-empty', state, props)
  return state.empty && state.threadPhase === 'live' ? element : null
}

/** That the view begins later than the log; nothing when it holds everything. [F7] */
export function Older(props: PartProps<'p', ThreadState>) {
  const { state } = useThread()
  const { messages, format } = useUi()
  const count = useViewSelector(view => view.settledBefore)
  const children = messages.olderNotShown(format.number(count))
  const element = usePartElement('p', 'thread-older', state, props, { children })
  return count > 0 ? element : null
}

/** Goes back to the end; nothing while the reader is there. */
export function JumpToLatest(props: PartProps<'button', ThreadState>) {
  const { state, jumpToLatest } = useThread()
  const { messages } = useUi()
  const element = usePartElement('button', 'thread-jump', state, props, {
    type: 'button',
    onClick: jumpToLatest,
    children: messages.jumpToLatest,
  })
  return state.following ? null : element
}
