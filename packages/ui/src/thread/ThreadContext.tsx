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
}

const [ThreadContext, useThread] = createPartContext<ThreadContextValue>('Thread.Root')

export { ThreadContext, useThread }

/** Whether no run is going, so that branches can be made and chosen; its own context, because the rows read nothing else of the thread. */
export const IdleContext = createContext(true)
