import { type SubsessionNode, subsessionsOf } from '@sluice/client'
import type { SessionRef } from '@sluice/protocol'
import { useEffect, useMemo } from 'react'
import { emptyList } from './empty.ts'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

/**
 * The sessions that a session's tool calls have opened, as a tree. The children of those in `shown` are there too; only these are subscribed to, and only
 * while the component is mounted, so a closed branch costs nothing. [H3]
 *
 * @example
 * const [shown, setShown] = useState<readonly SessionRef[]>([])
 * const tree = useSubsessions(ref, shown)
 */
export function useSubsessions(
  { agent, id }: SessionRef,
  shown: readonly SessionRef[] = emptyList,
): readonly SubsessionNode[] {
  const client = useClient()
  const tree = useMemo(() => subsessionsOf(client, { agent, id }), [client, agent, id])
  const key = JSON.stringify(shown)
  useEffect(() => tree.show(JSON.parse(key) as readonly SessionRef[]), [tree, key])
  return useReadable(tree, emptyList)
}
