import type { Span } from './Span.ts'

/** The spans as rows, each before its children; those below a folded one are left out. */
export function flattenSpans(roots: readonly Span[], folded: ReadonlySet<Span>): readonly Span[] {
  const rows: Span[] = []
  const add = (spans: readonly Span[]) => {
    for (const span of spans) {
      rows.push(span)
      if (!folded.has(span)) add(span.children)
    }
  }
  add(roots)
  return rows
}
