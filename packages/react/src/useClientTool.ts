import type { SessionRef } from '@sluice/protocol'
import { useEffect, useRef } from 'react'
import { attendClientTool, type ClientToolContext, type ClientToolWork } from './attendClientTool.ts'
import { useSession } from './hooks.ts'
import { useClient } from './SluiceProvider.tsx'
import type { AnyAgent, ToolArguments, ToolName, ToolResult } from './typed.ts'

/**
 * Does the calls of a tool in this page, for a tool that was defined with `client: true`. Of all pages that could, one does a call; when it goes away, another
 * takes over, so the work may be begun again: `attempt` tells. What `work` is at the time of a call is what is called. [R17]
 *
 * @example
 * useClientTool<typeof guide, 'locate'>({ agent: 'guide', id }, 'locate', async () => (await getPosition()).coords)
 */
export function useClientTool<A extends AnyAgent = AnyAgent, N extends ToolName<A> = ToolName<A>>(
  { agent, id }: SessionRef,
  tool: N,
  work: (
    args: ToolArguments<A, N>,
    context: ClientToolContext,
  ) => Promise<ToolResult<A, N>> | ToolResult<A, N>,
): void {
  const client = useClient()
  const store = useSession({ agent, id })
  // The arguments fit the tool's schema: the host has checked them before it offered the call.
  const latest = useRef(work as ClientToolWork)
  useEffect(() => {
    latest.current = work as ClientToolWork
  })
  useEffect(
    () => attendClientTool(client, store, tool, (args, context) => latest.current(args, context)),
    [client, store, tool],
  )
}
