/** How a column of a table is aligned. */
export type Align = 'start' | 'center' | 'end' | null

/** Where a block is in the source; while text is appended, `start` names it. */
interface Placed {
  readonly start: number
  readonly end: number
  /** More text may come and belong to it. */
  readonly open: boolean
}

/** An item of a list; `checked` is null unless it is a task. */
export interface ListItem extends Placed {
  readonly type: 'listItem'
  readonly checked: boolean | null
  readonly children: readonly Block[]
}

/** A cell of a table or a paragraph: inline markdown that is parsed where it is drawn. */
export interface Leaf extends Placed {
  readonly source: string
}

/** A block of markdown, in the vocabulary of mdast. Leaves hold their inline markdown as text: it is parsed where it is drawn. */
export type Block =
  | (Leaf & { readonly type: 'paragraph' })
  | (Leaf & { readonly type: 'heading'; readonly depth: number })
  | (Placed & { readonly type: 'code'; readonly lang: string; readonly meta: string; readonly value: string })
  | (Placed & { readonly type: 'html'; readonly value: string })
  | (Placed & { readonly type: 'thematicBreak' })
  | (Placed & { readonly type: 'blockquote'; readonly children: readonly Block[] })
  | (Placed & {
      readonly type: 'list'
      /** The first number; null for bullets. */
      readonly first: number | null
      /** Blank lines are between its items or in them: its paragraphs keep their margins. */
      readonly loose: boolean
      readonly children: readonly ListItem[]
    })
  | (Placed & {
      readonly type: 'table'
      readonly align: readonly Align[]
      /** The source of each cell; the first row is the head, and no other has more cells. */
      readonly rows: readonly (readonly string[])[]
    })
  | (Placed & {
      readonly type: 'footnoteDefinition'
      readonly label: string
      readonly children: readonly Block[]
    })

/** Where a label of the text leads to. */
export interface Definition {
  readonly url: string
  readonly title: string | null
}

/** Inline markdown, in the vocabulary of mdast; references are resolved. `pending` says that a link's address is still being written. */
export type Inline =
  | { readonly type: 'text' | 'inlineCode' | 'html'; readonly value: string }
  | { readonly type: 'emphasis' | 'strong' | 'delete'; readonly children: readonly Inline[] }
  | {
      readonly type: 'link'
      readonly url: string
      readonly title: string | null
      readonly children: readonly Inline[]
      readonly pending?: boolean
    }
  | {
      readonly type: 'image'
      readonly url: string
      readonly title: string | null
      readonly alt: string
      readonly pending?: boolean
    }
  | { readonly type: 'footnoteReference'; readonly label: string }
  | { readonly type: 'break' }
  | {
      readonly type: 'plugin'
      readonly name: string
      readonly value: string
      readonly display: boolean
      /** With its marks. */
      readonly source: string
    }
