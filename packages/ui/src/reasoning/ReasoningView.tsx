import type { StreamedPart } from '@sluice/fold'
import * as Reasoning from './index.ts'

/** What the model thought, behind one line. */
export function ReasoningView({ part }: { readonly part: StreamedPart }) {
  if (part.text === '') return null
  return (
    <Reasoning.Root part={part}>
      <Reasoning.Header />
      <Reasoning.Text />
    </Reasoning.Root>
  )
}
