import type { StreamedPart } from '@sluice/fold'
import { Markdown } from '../markdown/Markdown.tsx'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What the parts of a reasoning expose: `data-part-status`. */
export interface ReasoningState {
  readonly partStatus: StreamedPart['status']
}

const [ReasoningContext, useReasoning] = createPartContext<StreamedPart>('Reasoning.Root')

const stateOf = (part: StreamedPart): ReasoningState => ({ partStatus: part.status })

/** The props of {@link Root}. */
export type ReasoningRootProps = Omit<PartProps<'details', ReasoningState>, 'part'> & {
  readonly part: StreamedPart
}

/** What the model thought, closed unless asked for. */
export function Root({ part, ...props }: ReasoningRootProps) {
  const element = usePartElement('details', 'reasoning', stateOf(part), props)
  return <ReasoningContext value={part}>{element}</ReasoningContext>
}

/** The line that opens it. */
export function Header(props: PartProps<'summary', ReasoningState>) {
  const part = useReasoning()
  const { messages } = useUi()
  const children = part.status === 'streaming' ? messages.reasoningOpen : messages.reasoning
  return usePartElement('summary', 'reasoning-header', stateOf(part), props, { children })
}

/** The thought itself. */
export function Text(props: PartProps<'div', ReasoningState>) {
  const part = useReasoning()
  const { text, status } = part
  const children = <Markdown text={text} streaming={status === 'streaming'} cut={status === 'interrupted'} />
  return usePartElement('div', 'reasoning-text', stateOf(part), props, { children })
}
