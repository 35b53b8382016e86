import { type ReactNode, useRef } from 'react'
import type { CodeToken } from '../highlight/tokenKinds.ts'
import { useCodeTokens } from '../highlight/useCodeTokens.ts'
import { visibleText } from '../value/visibleText.tsx'

const isAddedOrRemoved = (line: string) => (line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : 'same')

const diffLines = (text: string): ReactNode =>
  text.split('\n').map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
    <span key={index} data-diff={isAddedOrRemoved(line)}>
      {visibleText(`${line}\n`)}
    </span>
  ))

function spans(text: string, tokens: readonly CodeToken[]): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { start, end, kind } of tokens) {
    pieces.push(text.slice(at, start))
    pieces.push(
      <span key={start} data-token={kind}>
        {text.slice(start, end)}
      </span>,
    )
    at = end
  }
  return [...pieces, text.slice(at)]
}

/** The props of {@link CodeText}. */
export interface CodeTextProps {
  readonly language: string
  readonly text: string
  /** More of it may follow: it stays plain. */
  readonly open: boolean
}

/** Code in its colours, once it is whole. */
export function CodeText({ language, text, open }: CodeTextProps) {
  const element = useRef<HTMLElement>(null)
  const isDiff = language === 'diff'
  const visible = visibleText(text)
  // Colours are places in one text: code that tries to be read as other code goes without.
  const tokens = useCodeTokens(element, language, text, !(open || isDiff) && visible === text)
  return <code ref={element}>{isDiff ? diffLines(text) : tokens ? spans(text, tokens) : visible}</code>
}
