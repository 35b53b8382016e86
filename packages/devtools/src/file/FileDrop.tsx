import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { type OpenFile, openSessionFile } from './openSessionFile.ts'

/** The props of {@link FileDrop}. */
export interface FileDropProps {
  readonly onOpen: (file: OpenFile) => void
  /** What a file may be dropped on; it is given a button that chooses one. */
  readonly children: (button: ReactNode) => ReactNode
}

/** Opens session files that are dropped on it or chosen with its button. One that is none is refused with the reason, and nothing else changes. [D1] */
export function FileDrop({ onOpen, children }: FileDropProps) {
  const { messages } = useDevtools()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(0)
  const [isReading, setReading] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const read = (file: File | undefined) => {
    if (file === undefined) return
    setProblem(null)
    setReading(true)
    openSessionFile(file)
      .then(opened => {
        if (opened.ok) onOpen(opened.value)
        else setProblem(opened.reason)
      })
      .finally(() => setReading(false))
  }
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  const button = (
    <>
      <button type="button" className="sluice-devtools-button" onClick={() => input.current?.click()}>
        {isReading ? messages.readingFile : messages.openFile}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={messages.openFile}
        onChange={event => {
          read(event.target.files?.[0])
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
    </>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is offered beside the button
    <div
      className="sluice-devtools-drop"
      onDragEnter={event => hasFiles(event) && setOver(over + 1)}
      onDragLeave={event => hasFiles(event) && setOver(Math.max(0, over - 1))}
      onDragOver={event => hasFiles(event) && event.preventDefault()}
      onDrop={event => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(0)
        read(event.dataTransfer.files[0])
      }}
    >
      {children(button)}
      {over > 0 && <div className="sluice-devtools-drop-note">{messages.dropFile}</div>}
      {problem !== null && (
        <div className="sluice-devtools-problem" role="alert">
          <p>{problem}</p>
          <button type="button" className="sluice-devtools-button" onClick={() => setProblem(null)}>
            {messages.dismiss}
          </button>
        </div>
      )}
    </div>
  )
}
