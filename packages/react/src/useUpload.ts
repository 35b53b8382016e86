import { type RequestOptions, requestJson } from '@sluice/client'
import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useCallback } from 'react'
import { useClient } from './SluiceProvider.tsx'

/** Uploads a file into a session and resolves with what a part names it by; a file that no message names is dropped within a day. [S15] */
export type Upload = (file: Blob, options?: UploadOptions) => Promise<BlobRef>

/** How a file is uploaded. */
export interface UploadOptions {
  /** Ends the upload. */
  readonly signal?: AbortSignal
  /** Is told now and then how many bytes of the file have left the page; never where the backend cannot say so. */
  readonly onSent?: (bytes: number) => void
}

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
    async (file, { signal, onSent } = {}) => {
      if (client.upload) return client.upload({ agent, id }, file, signal)
      const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/blobs`
      const headers = { 'content-type': file.type || 'application/octet-stream' }
      const own = { ...(signal ? { signal } : {}), ...(onSent ? { onSent } : {}) }
      const init: RequestOptions = { method: 'POST', body: file, headers, ...own }
      return (await requestJson(client, path, init)) as BlobRef
    },
    [client, agent, id],
  )
}
