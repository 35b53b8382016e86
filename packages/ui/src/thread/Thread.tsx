import { HistoryProvider, useMessageIds, useSession, useSessionStatus } from '@sluice/react'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import { IdleContext, MarkedContext, ThreadContext, type ThreadState, useThread } from './ThreadContext.tsx'
import { createRowSelector, type ThreadRow } from './threadRows.ts'

import { useFollow } from './useFollow.ts'
import { useReveal } from './useReveal.ts'
import { useUnread } from './useUnread.ts'

function useRows(read: string | null): readonly ThreadRow[] {
  const store = useSession(useSessionRef())
  const [select] = useState(createRowSelector)
  const rows = () => select(store.view().getSnapshot(), store.line().getSnapshot(), read)
  return useSyncExternalStore(store.view().subscribe, rows, rows)
}

function useIdle(): boolean {
  const run = useSession(useSessionRef()).run()
  const read = () => run.getSnapshot()?.status !== 'open'
  return useSyncExternalStore(run.subscribe, read, () => true)
}

/** The conversation of the session around, with the older messages that were loaded. */
export function Root(props: PartProps<'div', ThreadState>) {
  const ref = useSessionRef()
  return (
    <HistoryProvider {...ref}>
      <LiveThread {...props} />
    </HistoryProvider>
  )
}

function LiveThread(props: PartProps<'div', ThreadState>) {
  const ref = useSessionRef()
  const scrolling = useFollow()
  const { following, content, leaveEnd, goToEnd } = scrolling
  const line = useMessageIds(ref)
  const { read, count: unreadCount } = useUnread(line, following)
  const rows = useRows(read)
  const { phase } = useSessionStatus(ref)
  const isIdle = useIdle()
  // A message on its way is drawn beside the view, but the reader no longer faces an empty page.
  const isSending = usePending('message.send').length > 0
  const empty = rows.length === 0 && !isSending
  // Who says something wants to see it, and the answer.
  useEffect(() => {
    if (isSending) goToEnd()
  }, [isSending, goToEnd])
  const { marked, revealed, reveal } = useReveal(line, phase === 'live', following, content, leaveEnd)
  const state = useMemo(() => ({ threadPhase: phase, empty, following }), [phase, empty, following])
  const element = usePartElement('div', 'thread', state, props)
  return (
    <ThreadContext value={{ ...scrolling, rows, state, unreadCount, revealed, reveal }}>
      <IdleContext value={isIdle}>
        <MarkedContext value={marked}>{element}</MarkedContext>
      </IdleContext>
    </ThreadContext>
  )
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

/** Drawn while the conversation is empty and that is known; nothing otherwise. */
export function Empty(props: PartProps<'div', ThreadState>) {
  const { state } = useThread()
  const element = usePartElement('div', 'thread-empty', state, props)
  return state.empty && state.threadPhase === 'live' ? element : null
}

/** What the way back to the end exposes: `data-unread` when something came meanwhile. */
export interface JumpState {
  readonly following: boolean
  readonly unread: boolean
}

/** Goes back to the end, and says how much came meanwhile; nothing while the reader is there. */
export function JumpToLatest(props: PartProps<'button', JumpState>) {
  const { state, jumpToLatest, unreadCount } = useThread()
  const { messages, format } = useUi()
  const { following } = state
  const jump = { following, unread: unreadCount > 0 }
  const element = usePartElement('button', 'thread-jump', jump, props, {
    type: 'button',
    onClick: jumpToLatest,
    children:
      unreadCount > 0
        ? messages.jumpToNew(format.number(unreadCount), unreadCount === 1)
        : messages.jumpToLatest,
  })
  return following ? null : element
}
