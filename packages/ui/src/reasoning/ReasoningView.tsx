import type { StreamedPart } from '@sluice/fold'
import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import * as Reasoning from './index.ts'

/** What the model thought, behind one line. */
export function ReasoningView({ part }: { readonly part: StreamedPart }) {
  const { messages } = useUi()
  if (part.text === '') return null
  return (
    <Reasoning.Root part={part}>
      <Reasoning.Header>
        {part.status === 'streaming' ? messages.reasoningOpen : messages.reasoning}
        <Icon name="chevron" data-sluice="chevron" />
      </Reasoning.Header>
      <Reasoning.Text />
    </Reasoning.Root>
  )
}
