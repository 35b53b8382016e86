import { useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { CodeText } from './CodeText.tsx'

/** The props of {@link CodeBlock}. */
export interface CodeBlockProps {
  readonly language: string
  readonly text: string
  /** More of it may follow. */
  readonly open?: boolean
}

/** Code with its language and a button that copies it. */
export function CodeBlock({ language, text, open = false }: CodeBlockProps) {
  const { messages } = useUi()
  // Before the first line of code the name of the language may still be coming.
  const label = open && text === '' ? '' : language || messages.code
  return (
    <div data-sluice="code" data-code-status={open ? 'streaming' : 'settled'}>
      <div data-sluice="code-header">
        <span data-sluice="code-language">{label}</span>
        <CopyButton text={text} />
      </div>
      {/* A scrolling region has to be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <figure data-sluice="code-text" tabIndex={0} aria-label={language || messages.code}>
        <pre>
          <CodeText language={language} text={text} open={open} />
        </pre>
      </figure>
    </div>
  )
}

/** Puts a text on the clipboard; says so until the pointer or the focus leaves. */
function CopyButton({ text }: { text: string }) {
  const { messages } = useUi()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    // Without a secure context there is no clipboard; the text can still be selected.
    void navigator.clipboard?.writeText(text).then(() => setCopied(true))
  }
  const reset = () => setCopied(false)
  return (
    <button type="button" data-sluice="copy" onClick={copy} onBlur={reset} onPointerLeave={reset}>
      {copied ? messages.copied : messages.copy}
    </button>
  )
}
