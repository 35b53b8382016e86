import { createTextCache } from '../text/createTextCache.ts'
import { parseInline } from './inline/parseInline.ts'
import type { InlineSyntax, References } from './inline/scan.ts'
import { type MarkdownDocument, parseDocument } from './parseDocument.ts'
import type { Inline } from './tree.ts'

/** Characters of settled texts of which the trees are kept: some hundred long answers, and a few megabytes. */
const KEPT = 1_000_000

const documents = createTextCache<{ fences: readonly string[]; document: MarkdownDocument }>(KEPT)

const isSame = (a: readonly string[], b: readonly string[]) =>
  a === b || (a.length === b.length && a.every((name, at) => name === b[at]))

/** The blocks of a text to which nothing will be added; the same ones while they are known. A row that was away is drawn from them. [K18] */
export function readSettled(
  text: string,
  fences: readonly string[],
  previous?: MarkdownDocument,
): MarkdownDocument {
  const known = documents.get(text)
  if (known && isSame(known.fences, fences)) return known.document
  const document = parseDocument(text, false, fences, previous)
  documents.set(text, { fences, document })
  return document
}

interface KnownInlines extends References {
  readonly syntaxes: readonly InlineSyntax[]
  readonly inlines: readonly Inline[]
}

const lines = createTextCache<KnownInlines>(KEPT)

/** The inline tree of a source to which nothing will be added; the same one while it is known and its labels lead to the same. */
export function readSettledInline(
  source: string,
  { definitions, footnotes }: References,
  syntaxes: readonly InlineSyntax[],
): readonly Inline[] {
  const known = lines.get(source)
  if (known?.definitions === definitions && known.footnotes === footnotes && known.syntaxes === syntaxes)
    return known.inlines
  const inlines = parseInline(source, { definitions, footnotes, syntaxes, open: false })
  lines.set(source, { definitions, footnotes, syntaxes, inlines })
  return inlines
}
