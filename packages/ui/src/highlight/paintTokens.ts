import type { CodeToken, TokenKind } from './tokenKinds.ts'

/** Tells whether the browser can colour text without elements around it. */
export const canPaint = (): boolean =>
  typeof Highlight === 'function' && typeof CSS === 'object' && 'highlights' in CSS

const highlightOf = (kind: TokenKind): Highlight => {
  const name = `sluice-${kind}`
  const known = CSS.highlights.get(name)
  if (known) return known
  const highlight = new Highlight()
  CSS.highlights.set(name, highlight)
  return highlight
}

/** Colours pieces of a text node: the style sheet names them `::highlight(sluice-keyword)`. Returns what takes the colours away. */
export function paintTokens(text: Node, tokens: readonly CodeToken[]): () => void {
  const length = text.textContent?.length ?? 0
  const painted = tokens
    .filter(({ end }) => end <= length)
    .map(({ start, end, kind }) => {
      const range = new StaticRange({
        startContainer: text,
        startOffset: start,
        endContainer: text,
        endOffset: end,
      })
      const highlight = highlightOf(kind)
      highlight.add(range)
      return () => highlight.delete(range)
    })
  return () => {
    for (const remove of painted) remove()
  }
}
