import type { Id } from '@sluice/protocol'
import { createContext } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import type { ThreadRow } from './threadRows.ts'
import type { Following } from './useFollow.ts'

/** What the parts of a thread expose: how far the view is, whether it is empty and whether the reader is at its end. */
export interface ThreadState {
  readonly threadPhase: 'connecting' | 'catching-up' | 'live' | 'closed'
  readonly empty: boolean
  readonly following: boolean
}

/** What the parts of a thread know of it. */
export interface ThreadContextValue extends Following {
  readonly rows: readonly ThreadRow[]
  readonly state: ThreadState
  /** How many messages came while the reader was elsewhere. */
  readonly unreadCount: number
  /** The message that is drawn wherever the reader is, because somebody goes there; null for none. */
  readonly revealed: Id | null
  /** Goes to a message, loads older history until it is there, and marks it or gives it the focus. */
  reveal(message: Id, how?: Reveal): void
}

/** How a message is gone to: `focus` gives it the focus, and marks nothing; `arrive` does both. */
export type Reveal = 'mark' | 'focus' | 'arrive'

const [ThreadContext, useThread] = createPartContext<ThreadContextValue>('Thread.Root')

export { ThreadContext, useThread }

/** Whether no run is going, so that branches can be made and chosen; its own context, because the rows read nothing else of the thread. */
export const IdleContext = createContext(true)

/** The message that an address or a search led to; its own context, because each row reads it. */
export const MarkedContext = createContext<Id | null>(null)
