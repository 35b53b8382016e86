import type { AttachedPart } from '@sluice/fold'
import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import * as Sources from './index.ts'

/** Where an answer was found: one line, and the sources behind it. */
export function SourcesView({
  parts,
}: {
  readonly parts: readonly Extract<AttachedPart, { kind: 'source' }>[]
}) {
  const { messages, format } = useUi()
  const count = parts.length
  return (
    <Sources.Root>
      <Sources.Header count={count}>
        {messages.sources(format.number(count), count === 1)}
        <Icon name="chevron" data-sluice="chevron" />
      </Sources.Header>
      <Sources.Items>
        {parts.map(part => (
          <Sources.Item key={part.id} part={part} />
        ))}
      </Sources.Items>
    </Sources.Root>
  )
}
