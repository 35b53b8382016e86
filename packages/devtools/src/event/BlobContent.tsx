import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useCallback, useMemo, useState } from 'react'
import { JsonTree } from '../json/JsonTree.tsx'
import { LargeJson } from '../json/LargeJson.tsx'
import { LongText } from '../json/LongText.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatBytes } from '../text/format.ts'
import { useBlobText } from './useBlobText.ts'

/** The props of {@link BlobContent}. */
export interface BlobContentProps {
  readonly session: SessionRef
  /** What the blob is, such as `context`. */
  readonly field: string
  readonly blob: BlobRef
}

/** Content that an event names, loaded when one asks for it: JSON as a tree, everything else as its text. [E8] */
export function BlobContent({ session, field, blob }: BlobContentProps) {
  const { messages, loadBlob } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  if (loadBlob === null) return null
  const label = messages.openBlob(field, formatBytes(blob.bytes))
  return (
    <details className="sluice-devtools-blob" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{label}</summary>
      {isOpen && <LoadedBlob session={session} blob={blob} label={field} />}
    </details>
  )
}

function LoadedBlob({
  session,
  blob,
  label,
}: Pick<BlobContentProps, 'session' | 'blob'> & { label: string }) {
  const { messages } = useDevtools()
  const content = useBlobText(session, blob)
  if (content?.status === 'failed') return <p data-tone="bad">{messages.blobFailed(content.reason)}</p>
  if (content?.status !== 'loaded') return <p role="status">{messages.loadingBlob}</p>
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
