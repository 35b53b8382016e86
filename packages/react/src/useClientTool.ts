import type { SessionRef } from '@sluice/protocol'
import { useEffect, useRef } from 'react'
import { attendClientTool, type ClientToolWork } from './attendClientTool.ts'
import { useSession } from './hooks.ts'
import { useClient } from './SluiceProvider.tsx'

/**
 * Does the calls of a tool in this page, for a tool that was defined with `client: true`. Of all pages that could, one does a call; when it goes away, another
 * takes over, so the work may be begun again: `attempt` tells. What `work` is at the time of a call is what is called. [R17]
 *
 * @example
 * useClientTool({ agent: 'guide', id }, 'locate', async () => (await getPosition()).coords)
 */
export function useClientTool({ agent, id }: SessionRef, tool: string, work: ClientToolWork): void {
  const client = useClient()
  const store = useSession({ agent, id })
  const latest = useRef(work)
  useEffect(() => {
    latest.current = work
  })
  useEffect(
    () => attendClientTool(client, store, tool, (args, context) => latest.current(args, context)),
    [client, store, tool],
  )
}
