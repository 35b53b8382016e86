import { useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'

/** So much text is laid out within a frame. */
const PIECE = 50_000

/** A text as it is, the beginning of a long one, and more of it when asked for. */
export function LongText({ text }: { readonly text: string }) {
  const { messages } = useDevtools()
  const [shown, setShown] = useState(PIECE)
  const left = text.length - shown
  return (
    <>
      <pre className="sluice-devtools-text">{text.slice(0, shown)}</pre>
      {left > 0 && (
        <button type="button" className="sluice-devtools-link" onClick={() => setShown(shown + PIECE)}>
          {messages.showMore(formatCount(left))}
        </button>
      )}
    </>
  )
}
