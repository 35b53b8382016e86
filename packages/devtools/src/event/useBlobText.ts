import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useEffect, useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The content of a blob on its way. */
export type BlobText =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly text: string }
  | { readonly status: 'failed'; readonly reason: string }

const loading: BlobText = { status: 'loading' }

/** Loads the text of a blob of a session, for as long as the component is there; null without a blob, or where none can be opened. [E8] */
export function useBlobText({ agent, id }: SessionRef, blob: BlobRef | null): BlobText | null {
  const { loadBlob } = useDevtools()
  const [content, setContent] = useState<{ readonly hash: string; readonly text: BlobText } | null>(null)
  const hash = blob?.blob ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: a blob is its hash
  useEffect(() => {
    if (loadBlob === null || blob === null || hash === null) return
    const abort = new AbortController()
    const show = (text: BlobText) => abort.signal.aborted || setContent({ hash, text })
    // A loader may throw before it promises.
    void (async () => loadBlob({ agent, id }, blob, abort.signal))().then(
      text => show({ status: 'loaded', text }),
      error => show({ status: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
    return () => abort.abort()
  }, [loadBlob, agent, id, hash])
  if (loadBlob === null || blob === null) return null
  return content !== null && content.hash === hash ? content.text : loading
}
