import { type BlobRef, blobBytes } from '@sluice/protocol'
import { useMemo } from 'react'
import { SessionInspector } from '../SessionInspector.tsx'
import type { Selection } from '../selection.ts'
import { DevtoolsProvider, type LoadBlob, useDevtools } from '../text/DevtoolsProvider.tsx'
import type { OpenFile } from './openSessionFile.ts'

/** The props of {@link SessionFileView}. */
export interface SessionFileViewProps {
  /** Has to keep its identity. */
  readonly file: OpenFile
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
}

/** A session from a file: all panels, without a server. [D1 C9] */
export function SessionFileView({ file, selection, onSelection }: SessionFileViewProps) {
  const { messages } = useDevtools()
  const words = useMemo(
    () => ({
      logPhase: { ...messages.logPhase, closed: messages.fromFile },
      backToLive: messages.backToEnd,
      liveEnd: messages.backToEnd,
      follow: messages.backToEnd,
      following: messages.atEnd,
    }),
    [messages],
  )
  const loadBlob = useMemo<LoadBlob>(() => {
    const contentOf = ({ blob }: BlobRef) => {
      const line = file.blobs.get(blob)
      if (line === undefined) throw new Error(messages.notInFile)
      return line.text ?? new TextDecoder().decode(blobBytes(line))
    }
    return async (_, blob) => contentOf(blob)
  }, [file, messages])
  const readBlob = useMemo(() => async (blob: BlobRef) => file.blobs.get(blob.blob) ?? null, [file])
  return (
    <DevtoolsProvider messages={words} loadBlob={loadBlob}>
      <SessionInspector
        session={file.session}
        source={file.source}
        selection={selection}
        onSelection={onSelection}
        readBlob={readBlob}
      />
    </DevtoolsProvider>
  )
}
