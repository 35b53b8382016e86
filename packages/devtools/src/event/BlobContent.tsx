import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { JsonTree } from '../json/JsonTree.tsx'
import { LargeJson } from '../json/LargeJson.tsx'
import { LongText } from '../json/LongText.tsx'
import { type LoadBlob, useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatBytes } from '../text/format.ts'

/** The props of {@link BlobContent}. */
export interface BlobContentProps {
  readonly session: SessionRef
  /** What the blob is, such as `context`. */
  readonly field: string
  readonly blob: BlobRef
}

type Content =
  | { readonly status: 'closed' | 'loading' }
  | { readonly status: 'loaded'; readonly text: string }
  | { readonly status: 'failed'; readonly reason: string }

/** Content that an event names, loaded when one asks for it: JSON as a tree, everything else as its text. [E8] */
export function BlobContent({ session, field, blob }: BlobContentProps) {
  const { messages, loadBlob } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  if (loadBlob === null) return null
  const label = messages.openBlob(field, formatBytes(blob.bytes))
  return (
    <details className="sluice-devtools-blob" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {isOpen && <LoadedBlob session={session} blob={blob} label={field} loadBlob={loadBlob} />}
    </details>
  )
}

interface LoadedBlobProps {
  readonly session: SessionRef
  readonly blob: BlobRef
  readonly label: string
  readonly loadBlob: LoadBlob
}

function LoadedBlob({ session, blob, label, loadBlob }: LoadedBlobProps) {
  const { messages } = useDevtools()
  const [content, setContent] = useState<Content>({ status: 'loading' })
  const { agent, id } = session
  useEffect(() => {
    const abort = new AbortController()
    loadBlob({ agent, id }, blob, abort.signal).then(
      text => abort.signal.aborted || setContent({ status: 'loaded', text }),
      error =>
        abort.signal.aborted ||
        setContent({ status: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
    return () => abort.abort()
  }, [loadBlob, agent, id, blob])

  if (content.status === 'failed') return <p data-tone="bad">{messages.blobFailed(content.reason)}</p>
  if (content.status !== 'loaded') return <p role="status">{messages.loadingBlob}</p>
  return <BlobText text={content.text} label={label} isJson={blob.mediaType.includes('json')} />
}

function BlobText({
  text,
  label,
  isJson,
}: {
  readonly text: string
  readonly label: string
  readonly isJson: boolean
}) {
  const isLarge = text.length > PARSED_HERE
  const [isText, setText] = useState(!isJson)
  const asText = useCallback(() => setText(true), [])
  const parsed = useMemo(() => (isText || isLarge ? undefined : parseJson(text)), [text, isText, isLarge])
  if (!isText && isLarge) return <LargeJson text={text} label={label} onFailed={asText} />
  return parsed === undefined ? (
    <LongText text={text} />
  ) : (
    <JsonTree value={parsed} label={label} openLines={60} />
  )
}

/** Parsing as much takes about a frame. */
const PARSED_HERE = 1_000_000

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is called JSON and is none is shown as its text.
    return undefined
  }
}
