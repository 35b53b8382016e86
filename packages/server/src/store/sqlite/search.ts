import { type Part, type Settled, searchText } from '@sluice/fold'
import type { AnswerOf, RequestOf } from './operations.ts'
import type { ProjectionTables } from './projections.ts'
import type { Stream } from './stream.ts'

/** Looks through the settled things of a session: those that its pages hold. What was redacted is not in them any more. [S9] */
export function search(
  projections: ProjectionTables,
  stream: Stream,
  { words, before, limit }: RequestOf<'search'>,
): AnswerOf<'search'> {
  const rows = projections.entries(stream, before, limit)
  const messages = rows.flatMap(([, json]): AnswerOf<'search'>['messages'] => {
    const entry = JSON.parse(json) as Settled
    if (entry.kind !== 'message') return []
    // The parts of a settled message stand in it.
    const found = !entry.redacted && searchText(entry.parts as readonly Part[]).includes(words)
    return [[entry.id, entry.after, found]]
  })
  const first = rows[0]?.[0] ?? 0
  return { messages, before: first > 0 ? first : null }
}
