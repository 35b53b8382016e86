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

function paint(text: Node, tokens: readonly CodeToken[]): () => void {
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

const seen = new WeakMap<Element, (isSeen: boolean) => void>()
let observer: IntersectionObserver | undefined

function observe(element: Element, listener: (isSeen: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) seen.get(target)?.(isIntersecting)
    },
    // Half a screen ahead of what is scrolled to.
    { rootMargin: '50%' },
  )
  const watching = observer
  seen.set(element, listener)
  watching.observe(element)
  return () => {
    seen.delete(element)
    watching.unobserve(element)
  }
}

/**
 * Colours pieces of an element's text node: the style sheet names them `::highlight(sluice-keyword)`. Only while the element can be seen: at each
 * change of the page a browser looks at all pieces that have a colour. Returns what takes the colours away.
 */
export function paintTokens(element: Element, tokens: readonly CodeToken[]): () => void {
  const text = element.firstChild
  if (!text) return () => {}
  // At once, so that what was drawn before is not seen plain for a frame.
  let remove: (() => void) | null = paint(text, tokens)
  const stop = observe(element, isSeen => {
    if (isSeen) remove ??= paint(text, tokens)
    else {
      remove?.()
      remove = null
    }
  })
  return () => {
    stop()
    remove?.()
  }
}
