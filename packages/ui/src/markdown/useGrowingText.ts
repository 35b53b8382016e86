import { type RefObject, useLayoutEffect } from 'react'

/** What two texts begin with alike. A longer text that begins with the whole of the other is the common case, and comparing slices is fast. */
function sharedLength(before: string, after: string): number {
  if (after.slice(0, before.length) === before) return before.length
  let length = 0
  while (before[length] === after[length]) length++
  return length
}

const growing = new WeakSet<Text>()

/**
 * Has what is written to a node change only the characters that differ. React writes `nodeValue`, which replaces all of them: the selection
 * and the place of the browser's own search, which are positions in the node, would be lost.
 */
function writeDifference(node: Text): void {
  if (growing.has(node)) return
  growing.add(node)
  Object.defineProperty(node, 'nodeValue', {
    configurable: true,
    get: () => node.data,
    set(value: string | null) {
      const before = node.data
      const after = value ?? ''
      const shared = sharedLength(before, after)
      if (shared < before.length) node.replaceData(shared, before.length - shared, after.slice(shared))
      else if (shared < after.length) node.appendData(after.slice(shared))
    },
  })
}

/** The text that an element ends in. Footnotes stand behind the text, wherever it grows. */
function lastText(element: Element): Text | null {
  let node = element.lastChild
  if (node instanceof Element && node.getAttribute('data-sluice') === 'footnotes') node = node.previousSibling
  while (node?.lastChild) node = node.lastChild
  return node instanceof Text ? node : null
}

/** Keeps what a reader has selected or found in the last text of an element while React draws it longer. [K18] */
export function useGrowingText(element: RefObject<Element | null>, isGrowing: boolean): void {
  useLayoutEffect(() => {
    const node = isGrowing && element.current && lastText(element.current)
    if (node) writeDifference(node)
  })
}
