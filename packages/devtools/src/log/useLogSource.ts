import { createLog } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { useMemo } from 'react'
import type { LogSource } from './LogSource.ts'

/** The log of a session as it grows, read while a component shows it. [W1] */
export function useLogSource({ agent, id }: SessionRef): LogSource {
  const { link, environment } = useClient()
  return useMemo(() => createLog({ ref: { agent, id }, link, environment }), [agent, id, link, environment])
}
