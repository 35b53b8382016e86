import { useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The props of {@link CopyButton}. */
export interface CopyButtonProps {
  readonly label: string
  /** Makes the text when it is asked for. */
  readonly text: () => string
}

/** Copies a text and says so until the pointer or the focus leaves. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const { messages } = useDevtools()
  const [isCopied, setCopied] = useState(false)
  const reset = () => setCopied(false)
  return (
    <button
      type="button"
      className="sluice-devtools-button"
      onBlur={reset}
      onPointerLeave={reset}
      onClick={() => {
        // Without a secure context there is no clipboard; the text can still be selected.
        void navigator.clipboard?.writeText(text()).then(() => setCopied(true), reset)
      }}
    >
      <span aria-live="polite">{isCopied ? messages.copied : label}</span>
    </button>
  )
}
