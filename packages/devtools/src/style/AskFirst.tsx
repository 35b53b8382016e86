import { useEffect, useRef } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The props of {@link AskFirst}. */
export interface AskFirstProps {
  readonly question: string
  /** What comes of it, and what cannot be taken back. */
  readonly text: string
  /** The word on the button that does it. */
  readonly action: string
  readonly onYes: () => void
  readonly onNo: () => void
}

/** Asks before something that cannot be undone; drawn while it asks. Escape is no. */
export function AskFirst({ question, text, action, onYes, onNo }: AskFirstProps) {
  const { messages } = useDevtools()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sluice-devtools-dialog"
      aria-label={question}
      onCancel={event => {
        // The browser tells of the close later, when it may be asked again already.
        event.preventDefault()
        onNo()
      }}
    >
      <form
        method="dialog"
        onSubmit={event => {
          event.preventDefault()
          onYes()
        }}
      >
        <h2 className="sluice-devtools-heading">{question}</h2>
        <p className="sluice-devtools-quiet">{text}</p>
        <footer>
          <button type="button" className="sluice-devtools-button" onClick={onNo}>
            {messages.cancel}
          </button>
          <button type="submit" className="sluice-devtools-button" data-primary>
            {action}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
