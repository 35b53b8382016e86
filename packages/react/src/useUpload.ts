import { requestJson } from '@sluice/client'
import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useCallback } from 'react'
import { useClient } from './SluiceProvider.tsx'

/** Uploads a file into a session and resolves with what a part names it by; a file that no message names is dropped within a day. [S15] */
export type Upload = (file: Blob, options?: { readonly signal?: AbortSignal }) => Promise<BlobRef>

/**
 * Returns a function that uploads files into a session. It rejects with an error whose `code` is that of the server's answer.
 *
 * @example
 * const upload = useUpload(ref)
 * send([{ kind: 'file', file: await upload(file), filename: file.name }])
 */
export function useUpload({ agent, id }: SessionRef): Upload {
  const client = useClient()
  return useCallback(
    async (file, { signal } = {}) => {
      const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/blobs`
      const headers = { 'content-type': file.type || 'application/octet-stream' }
      const init: RequestInit = { method: 'POST', body: file, headers, ...(signal ? { signal } : {}) }
      return (await requestJson(client, path, init)) as BlobRef
    },
    [client, agent, id],
  )
}
