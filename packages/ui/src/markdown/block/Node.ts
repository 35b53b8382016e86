import type { Align, Block } from '../tree.ts'

/** A block while it is built: its children and lines grow until it is closed. */
export interface Node {
  readonly type: Block['type'] | 'listItem' | 'root'
  readonly parent: Node | null
  readonly children: Node[]
  /** The lines of a leaf. */
  lines: string[]
  start: number
  end: number
  /** Where its first line starts in the source: parsing may begin again there. */
  restart: number
  firstLine: number
  lastLine: number
  closed: boolean
  /** Columns that a line needs to belong to it: of an item, or of a fence's first line. */
  indent: number
  /** The fence, the bullet or the delimiter behind a number, the label of a footnote. */
  marker: string
  info: string
  depth: number
  first: number | null
  /** The condition that ends a block of HTML, as the specification numbers them. */
  condition: number
  align: readonly Align[]
}

/** Makes an open block. */
export function createNode(
  type: Node['type'],
  parent: Node | null,
  start: number,
  restart: number,
  line: number,
): Node {
  return {
    type,
    parent,
    children: [],
    lines: [],
    start,
    end: start,
    restart,
    firstLine: line,
    lastLine: line,
    closed: false,
    indent: 0,
    marker: '',
    info: '',
    depth: 0,
    first: null,
    condition: 0,
    align: [],
  }
}

/** Tells whether a block may hold others. */
export const isContainer = ({ type }: Node): boolean =>
  type === 'root' ||
  type === 'blockquote' ||
  type === 'listItem' ||
  type === 'list' ||
  type === 'footnoteDefinition'

/** Tells whether a leaf takes each line that belongs to it as it is. */
export const takesLines = ({ type }: Node): boolean => type === 'code' || type === 'html'
