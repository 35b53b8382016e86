import type { ReactNode } from 'react'
import { TURNING } from './plainText.ts'

/** How Unicode writes a character. */
const codeOf = (character: string) => `U+${character.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * A text in which each character that would turn what is behind it around turns nothing and is seen by its number. It is still there, so that what is copied is what
 * was written; a text without any is given back as it is. [K29]
 */
export function visibleText(text: string, characters: RegExp = TURNING): ReactNode {
  const found = [...text.matchAll(characters)]
  if (found.length === 0) return text
  const pieces: ReactNode[] = []
  let at = 0
  for (const { 0: character, index } of found) {
    pieces.push(text.slice(at, index))
    pieces.push(
      <span key={index} data-sluice="turning" data-code={codeOf(character)}>
        {character}
      </span>,
    )
    at = index + 1
  }
  return [...pieces, text.slice(at)]
}
