/** A place in a message that is there again when the message is drawn anew. */
interface Place {
  readonly message: string
  /** From the message's element down, which child each is. */
  readonly path: readonly number[]
}

interface Selected {
  readonly anchor: Place & { readonly offset: number }
  readonly focus: Place & { readonly offset: number }
  readonly text: string
}

/** What the reader has hold of in the rows. */
export interface Held {
  readonly selected: Selected | null
  readonly focused: Place | null
}

const MESSAGE = '[data-sluice="message"]'
const ROW = '[data-sluice="thread-row"]'
const EDITOR = '[data-sluice="message-editor"]'

/** As many as stand in the flow; of a selection that reaches further, only its two ends stay in the page. */
const MOST_SELECTED = 300

const elementOf = (node: Node | null): Element | null =>
  node instanceof Element ? node : (node?.parentElement ?? null)

const indexOf = (node: Node | null): number =>
  Number(elementOf(node)?.closest<HTMLElement>(ROW)?.dataset.index ?? -1)

function placeOf(node: Node | null, within: HTMLElement): Place | null {
  const message = elementOf(node)?.closest(MESSAGE)
  if (!node || !message || !within.contains(message)) return null
  const path: number[] = []
  for (let at = node; at !== message && at.parentNode; at = at.parentNode)
    path.unshift([...at.parentNode.childNodes].indexOf(at as ChildNode))
  return { message: message.id, path }
}

function nodeAt({ message, path }: Place): Node | null {
  let node: Node | null = document.getElementById(message)
  for (const index of path) node = node?.childNodes[index] ?? null
  return node
}

/** The selection where it is one of text; null while it is only a place. */
function textSelection(): Selection | null {
  const selection = document.getSelection()
  return selection && !selection.isCollapsed ? selection : null
}

/** The indexes of the rows that the reader has hold of: with the focus, with an open editor, and those of a selection. Any may be -1, for none. */
export function heldRows(within: HTMLElement | null): readonly number[] {
  if (!within) return []
  const rowOf = (node: Node | null) => (within.contains(node) ? indexOf(node) : -1)
  const selection = textSelection()
  const ends = [rowOf(selection?.anchorNode ?? null), rowOf(selection?.focusNode ?? null)]
  const [from = -1, to = -1] = ends.sort((a, b) => a - b)
  const count = from < 0 || to - from >= MOST_SELECTED ? 0 : to - from + 1
  return [
    rowOf(document.activeElement),
    ...[...within.querySelectorAll(EDITOR)].map(indexOf),
    ...ends,
    ...Array.from({ length: count }, (_, index) => from + index),
  ]
}

/** Remembers what the reader has hold of, before the rows are drawn anew. */
export function hold(within: HTMLElement | null): Held {
  if (!within) return { selected: null, focused: null }
  const selection = textSelection()
  const anchor = placeOf(selection?.anchorNode ?? null, within)
  const focus = placeOf(selection?.focusNode ?? null, within)
  return {
    focused: placeOf(document.activeElement, within),
    selected: selection &&
      anchor &&
      focus && {
        anchor: { ...anchor, offset: selection.anchorOffset },
        focus: { ...focus, offset: selection.focusOffset },
        text: selection.toString(),
      },
  }
}

/** Gives it back, once they are. */
export function giveBack({ selected, focused }: Held): void {
  const element = focused && nodeAt(focused)
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
  if (!selected) return
  const [anchor, focus] = [nodeAt(selected.anchor), nodeAt(selected.focus)]
  const selection = document.getSelection()
  if (!anchor || !focus || !selection) return
  selection.setBaseAndExtent(anchor, selected.anchor.offset, focus, selected.focus.offset)
  // A row that is drawn otherwise than before has other places in it.
  if (selection.toString() !== selected.text) selection.removeAllRanges()
}
