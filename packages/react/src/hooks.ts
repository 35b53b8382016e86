import {
  type ConnectionView,
  noConnection,
  type OutboxEntry,
  type SessionStatus,
  type SessionStore,
} from '@sluice/client'
import {
  type Approval,
  emptyView,
  type Message,
  type Part,
  type QueuedMessage,
  type Run,
  type ToolCallPart,
  type View,
} from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { type AgentActions, createActions } from './actions.ts'
import { emptyList, emptyStatus } from './empty.ts'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

/** Returns the store of a session, the same for the same session. Reading from it does not render again; the other hooks do. */
export function useSession({ agent, id }: SessionRef): SessionStore {
  const client = useClient()
  return useMemo(() => client.session({ agent, id }), [client, agent, id])
}

/** Ids of the messages of the line, oldest first; changes when a message is added, not when one grows. [C5] */
export function useMessageIds(ref: SessionRef): readonly Id[] {
  return useReadable(useSession(ref).line(), emptyList)
}

/** A message, whose open parts stand in it as ids; null when the view does not hold it. [C5] */
export function useMessage(ref: SessionRef, id: Id): Message | null {
  const store = useSession(ref)
  return useReadable(
    useMemo(() => store.message(id), [store, id]),
    null,
  )
}

/** A part of a message; renders again for its own deltas only. [C5] */
export function usePart(ref: SessionRef, id: Id): Part | null {
  const store = useSession(ref)
  return useReadable(
    useMemo(() => store.part(id), [store, id]),
    null,
  )
}

/** A part that is a tool call; null when there is none with this id. [C5] */
export function useToolCall(ref: SessionRef, id: Id): ToolCallPart | null {
  const part = usePart(ref, id)
  return part?.kind === 'tool-call' ? part : null
}

/** The open questions of a session. */
export function useApprovals(ref: SessionRef): readonly Approval[] {
  return useReadable(useSession(ref).approvals(), emptyList)
}

/** The newest run: the open one, else the one that settled last. */
export function useRun(ref: SessionRef): Run | null {
  return useReadable(useSession(ref).run(), null)
}

/** Messages that wait until the model is given them. [R4] */
export function useQueue(ref: SessionRef): readonly QueuedMessage[] {
  return useReadable(useSession(ref).queue(), emptyList)
}

/** Commands that have not been seen to take effect, oldest first. [C3] */
export function useOutbox(ref: SessionRef): readonly OutboxEntry[] {
  return useReadable(useSession(ref).outbox(), emptyList)
}

/** How far the view of a session is. [C2] */
export function useSessionStatus(ref: SessionRef): SessionStatus {
  return useReadable(useSession(ref).status(), emptyStatus)
}

/** The whole view; renders again for everything. For consoles. */
export function useView(ref: SessionRef): View {
  return useReadable(useSession(ref).view(), emptyView)
}

/** The connection, which says nothing of the agent's work. [C2] */
export function useConnection(): ConnectionView {
  return useReadable(useClient().connection, noConnection)
}

/** What can be done in a session. Renders nothing again. */
export function useActions(ref: SessionRef): AgentActions {
  const store = useSession(ref)
  return useMemo(() => createActions(store), [store])
}
