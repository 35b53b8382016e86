import type { SessionRef } from '@sluice/protocol'
import { type ReactNode, useMemo } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'

const [SessionContext, useSessionRef] = createPartContext<SessionRef>('SessionScope')

/** The session that the parts are about. */
export { useSessionRef }

/** The props of {@link SessionScope}. */
export interface SessionScopeProps extends SessionRef {
  readonly children: ReactNode
}

/** Says which session the parts below are about. */
export function SessionScope({ agent, id, children }: SessionScopeProps) {
  const ref = useMemo<SessionRef>(() => ({ agent, id }), [agent, id])
  return <SessionContext value={ref}>{children}</SessionContext>
}
