import type { Definition } from '../tree.ts'
import type { Piece } from './marks.ts'

/** An opening bracket of a link or an image. */
export interface Bracket {
  /** The index of its text among the pieces. */
  readonly piece: number
  /** Where the text in the brackets starts. */
  readonly from: number
  readonly isImage: boolean
  /** A link in a link is none. */
  isActive: boolean
}

/** A syntax that a plugin adds inside a line. */
export interface InlineSyntax {
  readonly name: string
  /** The characters that it may begin with. */
  readonly starts: string
  /** Reads it at a position; null when it is not there. */
  read(text: string, at: number): { value: string; display: boolean; end: number } | null
}

/** What the labels of a document lead to. */
export interface References {
  readonly definitions: ReadonlyMap<string, Definition>
  readonly footnotes: ReadonlySet<string>
}

/** What a text is parsed with. */
export interface InlineOptions extends References {
  readonly syntaxes: readonly InlineSyntax[]
  /** More text may follow: what is unfinished at the end is taken as meant. */
  readonly open: boolean
}

/** A text while it is parsed. */
export interface Scan extends InlineOptions {
  readonly text: string
  at: number
  readonly pieces: Piece[]
  readonly brackets: Bracket[]
  /** Lengths of runs of ticks that were looked for and are nowhere in the rest: looking again cannot find one. */
  readonly missingTicks: Set<number>
}
