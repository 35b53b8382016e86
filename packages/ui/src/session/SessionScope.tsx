import type { Id, SessionRef } from '@sluice/protocol'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'

const [SessionContext, useSessionRef] = createPartContext<SessionRef>('SessionScope')

/** The session that the parts are about. */
export { useSessionRef }

/** The props of {@link SessionScope}. */
export interface SessionScopeProps extends SessionRef {
  /** Shows another session instead, such as a fork of this one, and goes to a message there; as in the scope around when absent. */
  readonly onOpen?: ((session: SessionRef, message?: Id) => void) | undefined
  /** The message that a thread of the session goes to when it is first drawn. */
  readonly goTo?: Id | null | undefined
  readonly children: ReactNode
}

const OpenContext = createContext<SessionScopeProps['onOpen']>(undefined)
const GoToContext = createContext<Id | null>(null)

/** The message that a thread goes to when it is first drawn. */
export const useGoTo = (): Id | null => use(GoToContext)

/** How another session is shown instead of the one around; undefined where nobody says how. */
export const useOpenSession = (): SessionScopeProps['onOpen'] => use(OpenContext)

/** Says which session the parts below are about. */
export function SessionScope({ agent, id, onOpen, goTo = null, children }: SessionScopeProps) {
  const ref = useMemo<SessionRef>(() => ({ agent, id }), [agent, id])
  const around = useOpenSession()
  return (
    <SessionContext value={ref}>
      <OpenContext value={onOpen ?? around}>
        <GoToContext value={goTo}>{children}</GoToContext>
      </OpenContext>
    </SessionContext>
  )
}
