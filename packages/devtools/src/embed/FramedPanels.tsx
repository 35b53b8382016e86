import type { SessionRef } from '@sluice/protocol'
import { useEffect, useState } from 'react'
import { useLogSource } from '../log/useLogSource.ts'
import { SessionInspector } from '../SessionInspector.tsx'
import { liveSelection, type Selection } from '../selection.ts'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The props of {@link FramedPanels}. */
export interface FramedPanelsProps {
  readonly session: SessionRef
  readonly loadStyles: () => Promise<readonly string[]>
  /** Takes the texts of the style sheets when they are there. */
  readonly onStyles: (texts: readonly string[]) => void
  readonly onClose: () => void
}

/** The panels of a session in the frame of {@link SluiceDevtools}, drawn when their style sheets are there. */
export function FramedPanels({ session, loadStyles, onStyles, onClose }: FramedPanelsProps) {
  const { messages } = useDevtools()
  const [styled, setStyled] = useState<'loading' | 'there' | { readonly reason: string }>('loading')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheets are loaded once
  useEffect(() => {
    let isWanted = true
    loadStyles().then(
      texts => {
        if (!isWanted) return
        onStyles(texts)
        setStyled('there')
      },
      error => isWanted && setStyled({ reason: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [onStyles])
  return (
    <section className="sluice sluice-devtools frame" aria-label={messages.devtools}>
      <header>
        <strong>{messages.devtools}</strong>
        <bdi>
          {session.agent}/{session.id}
        </bdi>
        <button type="button" className="sluice-devtools-button" onClick={onClose}>
          {messages.closeDevtools}
        </button>
      </header>
      <div className="frame-panels">
        {styled === 'there' ? (
          <Inspected key={`${session.agent}/${session.id}`} session={session} />
        ) : styled === 'loading' ? null : (
          <EmptyNote title={messages.stylesFailed} text={styled.reason} tone="bad" />
        )}
      </div>
    </section>
  )
}

function Inspected({ session }: { readonly session: SessionRef }) {
  const source = useLogSource(session)
  const [selection, setSelection] = useState<Selection>(liveSelection)
  return (
    <SessionInspector session={session} source={source} selection={selection} onSelection={setSelection} />
  )
}
