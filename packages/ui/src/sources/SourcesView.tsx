import type { AttachedPart } from '@sluice/fold'
import * as Sources from './index.ts'

/** Where an answer was found: one line, and the sources behind it. */
export function SourcesView({
  parts,
}: {
  readonly parts: readonly Extract<AttachedPart, { kind: 'source' }>[]
}) {
  return (
    <Sources.Root>
      <Sources.Header count={parts.length} />
      <Sources.Items>
        {parts.map(part => (
          <Sources.Item key={part.id} part={part} />
        ))}
      </Sources.Items>
    </Sources.Root>
  )
}
