import { blobLine, type SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { useMemo } from 'react'
import type { ReadBlob } from './readBlobs.ts'

/** Reads the blobs of a session from its server, as they are. [E8] */
export function useReadBlob({ agent, id }: SessionRef): ReadBlob {
  const client = useClient()
  return useMemo(
    () => async blob => {
      const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/blobs/${blob.blob}`
      const answer = await client.request(path)
      return answer.ok ? blobLine(blob, new Uint8Array(await answer.arrayBuffer())) : null
    },
    [client, agent, id],
  )
}
