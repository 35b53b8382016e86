import type { SessionRef } from '@sluice/protocol'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'

const [SessionContext, useSessionRef] = createPartContext<SessionRef>('SessionScope')

/** The session that the parts are about. */
export { useSessionRef }

/** The props of {@link SessionScope}. */
export interface SessionScopeProps extends SessionRef {
  /** Shows another session instead, such as a fork of this one; as in the scope around when absent. */
  readonly onOpen?: ((session: SessionRef) => void) | undefined
  readonly children: ReactNode
}

const OpenContext = createContext<SessionScopeProps['onOpen']>(undefined)

/** How another session is shown instead of the one around; undefined where nobody says how. */
export const useOpenSession = (): SessionScopeProps['onOpen'] => use(OpenContext)

/** Says which session the parts below are about. */
export function SessionScope({ agent, id, onOpen, children }: SessionScopeProps) {
  const ref = useMemo<SessionRef>(() => ({ agent, id }), [agent, id])
  const around = useOpenSession()
  return (
    <SessionContext value={ref}>
      <OpenContext value={onOpen ?? around}>{children}</OpenContext>
    </SessionContext>
  )
}
